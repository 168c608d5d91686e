import { expect, test } from 'vitest';
import { startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { startQueue } from '../../../testing/server/platform/jobs/queues.ts';
import { importQueue } from './import-queue.ts';
import { startImport } from './import-requests.ts';

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
  const stateOf = async (id: string) => (await prisma.import.findUniqueOrThrow({ where: { id } })).state;
  await expect.poll(() => stateOf(second.id)).toBe('matching');
  expect(await prisma.import.findUnique({ where: { id: first.id } })).toMatchObject({ retryAt: null, problem: null });
  stack.closeFastspring();
  await stop();
  expect(await prisma.import.findUnique({ where: { id: first.id } })).toMatchObject({
    state: 'reading',
    retryAt: null,
  });
});
