import { expect, test } from 'vitest';
import { startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { startQueue, workOnDue } from '../../../testing/server/platform/jobs/queues.ts';
import type { FastspringApi } from '../../fastspring/api/api.ts';
import { importQueue } from './import-queue.ts';
import { startImport } from './import-requests.ts';
import { cursorSchema } from './read-page.ts';

test('an import for which FastSpring hangs does not delay a later import of another account', async () => {
  const stack = await startImportStack({ customers: 2, known: 0 });
  const { prisma, database, fastspring, reconciling, now } = stack;
  const other = await stack.addAccount('other');
  const { queueDue, stop } = await startQueue(database, importQueue(reconciling));
  const hang = fastspring.faults.add({ kind: 'hang', match: { path: /\/orders/ } });
  const first = await stack.begin();
  await queueDue();
  await expect.poll(hang.hits).toBe(1);

  const second = await startImport(database, other.id, { begin: '2025-01-01', end: '2026-01-01' }, 5, now());
  await queueDue();
  const stateOf = async (id: string) => (await prisma.import.findFirstOrThrow({ where: { id } })).state;
  await expect.poll(() => stateOf(second.id)).toBe('matching');
  expect(await prisma.import.findFirst({ where: { id: first.id } })).toMatchObject({ retryAt: null, problem: null });
  stack.closeFastspring();
  await stop();
  expect(await prisma.import.findFirst({ where: { id: first.id } })).toMatchObject({
    state: 'reading',
    retryAt: null,
  });
});

test('a process that another one has overtaken stores nothing, and reads no further', async () => {
  const stack = await startImportStack({ customers: 4, known: 0 });
  const { prisma, reconciling, now } = stack;
  const { id, cursor } = await stack.begin();
  let [listed, overtaken] = [0, 0];
  const forAccount: typeof reconciling.fastspring.forAccount = (...asked) => {
    const api = reconciling.fastspring.forAccount(...asked);
    const listOrders: FastspringApi['listOrders'] = async (...filter) => {
      const page = await api.listOrders(...filter);
      listed += 1;
      if (page.items.length === 0 || overtaken > 0) return page;
      overtaken = listed;
      const from = new Date(now()).toISOString().slice(0, 10);
      await prisma.import.updateMany({ where: { id }, data: { cursor: { from, page: 1 } } });
      return page;
    };
    return { ...api, listOrders };
  };
  await workOnDue(importQueue({ ...reconciling, fastspring: { forAccount } }));
  expect(overtaken).toBeGreaterThan(0);
  expect(listed).toBe(overtaken);
  expect(await prisma.importItem.count()).toBe(0);
  expect(await stack.current()).toMatchObject({ state: 'reading' });

  // The other process was killed as well: reading goes on where it was.
  await prisma.import.updateMany({ where: { id }, data: { cursor: cursorSchema.parse(cursor) } });
  expect((await stack.goOn()).state).toBe('planned');
});
