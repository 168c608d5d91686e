import type { Fact } from '../../ledger/fact.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Effect } from '../../rules/planning/effect.ts';
import { awaitsPayment, completeSettledTasks, isPayment, typesAwaitingPayment } from '../../rules/settled-tasks.ts';
import type { AccountRun } from '../run.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

/**
 * The task completions caused by newly planned facts: of tasks settled by their payment, and of their own tasks if the
 * payment was already known. Call it after storing the facts' own effects.
 */
export async function planTaskCompletions(
  transaction: Transaction,
  run: AccountRun,
  planned: readonly Fact[],
): Promise<readonly Effect[]> {
  const concerned = planned.filter((fact) => isPayment(fact) || awaitsPayment(fact));
  if (concerned.length === 0) return [];
  const ofTheirs = {
    accountId: run.accountId,
    OR: [
      { orderId: { in: concerned.flatMap(({ orderId }) => orderId ?? []) } },
      { subscriptionId: { in: concerned.flatMap(({ subscriptionId }) => subscriptionId ?? []) } },
    ],
  };
  const awaiting = await transaction.fact.findMany({
    where: { ...ofTheirs, type: { in: [...typesAwaitingPayment] } },
    select: { factKey: true, data: true, occurredAt: true },
  });
  const tasks = await transaction.effect.findMany({
    where: { accountId: run.accountId, kind: 'task', factKey: { in: awaiting.map(({ factKey }) => factKey) } },
    select: { factKey: true, leadId: true },
  });
  if (tasks.length === 0) return [];
  const earliest = Math.min(...awaiting.map(({ occurredAt }) => occurredAt.getTime()));
  const since = await transaction.fact.findMany({
    where: { ...ofTheirs, occurredAt: { gte: new Date(earliest) } },
    select: { data: true },
  });
  const facts = new Map(awaiting.map(({ factKey, data }) => [factKey, readFactOrNull(data)]));
  return completeSettledTasks(
    tasks.flatMap(({ factKey, leadId }) => {
      const fact = facts.get(factKey) ?? null;
      return fact === null ? [] : [{ fact, leadId: Number(leadId) }];
    }),
    since.flatMap(({ data }) => readFactOrNull(data) ?? []).filter(isPayment),
    run.account.language,
  );
}
