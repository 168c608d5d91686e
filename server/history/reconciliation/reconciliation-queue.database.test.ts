import { expect, test } from 'vitest';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import { reconciliationQueue } from './reconciliation-queue.ts';

const day = 86_400_000;

test('few accounts are found due at a time, and a check before the comparisons of a whole time zone', async () => {
  const { prisma, reconciling, addAccount, now } = await startReconciliationStack();
  const { findDue } = reconciliationQueue(reconciling);
  for (let index = 0; index < 20; index += 1) await addAccount(`compared-${index}`);
  await findDue();
  const [past, future] = [new Date(now() - day), new Date(now() + day)];
  await prisma.reconciliation.updateMany({ data: { comparisonAt: past, catchUpAt: future } });
  const checked = await addAccount('checked');
  const due = await findDue();
  expect(due[0]).toBe(checked.id);
  expect(new Set(due).size).toBe(16);
});
