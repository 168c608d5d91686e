import { expect, test } from 'vitest';
import { startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { startImport } from './import-requests.ts';
import { startReadingImports } from './start.ts';

test('an import for which FastSpring hangs does not delay a later import of another account', async () => {
  const stack = await startImportStack({ customers: 2, known: 0 });
  const { prisma, database, fastspring, reconciling, now } = stack;
  const other = await stack.addAccount('other');
  const { timer, stop } = startReadingImports({
    database,
    fastspring: reconciling.fastspring,
    guard: reconciling.guard,
    wake: () => undefined,
    log: reconciling.log,
  });
  const hang = fastspring.faults.add({ kind: 'hang', match: { path: /\/orders/ } });
  const first = await stack.begin();
  await timer.run();
  await expect.poll(hang.hits).toBe(1);

  const second = await startImport(database, other.id, { begin: '2025-01-01', end: '2026-01-01' }, 5, now());
  await timer.run();
  const stateOf = async (id: string) => (await prisma.import.findUniqueOrThrow({ where: { id } })).state;
  await expect.poll(() => stateOf(second.id)).toBe('matching');
  expect(await prisma.import.findUnique({ where: { id: first.id } })).toMatchObject({ retryAt: null, problem: null });
  stack.closeFastspring();
  await stop();
  expect(await prisma.import.findUnique({ where: { id: first.id } })).toMatchObject({ state: 'reading', claim: null });
});
