import type { Fact } from '../../ledger/fact.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { type Effect, effectKey } from '../../rules/planning/effect.ts';
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
  const tasks = await readOpenTasks(transaction, run.accountId, awaiting);
  if (tasks.length === 0) return [];
  const open = new Set(tasks.map(({ factKey }) => factKey));
  const earliest = Math.min(
    ...awaiting.filter(({ factKey }) => open.has(factKey)).map(({ occurredAt }) => occurredAt.getTime()),
  );
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

/** Without those that have a completion: a debt of years ago would have all payments since be read. */
async function readOpenTasks(
  transaction: Transaction,
  accountId: string,
  awaiting: readonly { readonly factKey: string }[],
) {
  const tasks = await transaction.effect.findMany({
    where: { accountId, kind: 'task', factKey: { in: awaiting.map(({ factKey }) => factKey) } },
    select: { factKey: true, leadId: true },
  });
  const keyOf = ({ factKey, leadId }: (typeof tasks)[number]) => effectKey(factKey, Number(leadId), 'complete_task');
  const completions = await transaction.effect.findMany({
    where: { accountId, key: { in: tasks.map(keyOf) } },
    select: { key: true },
  });
  const completed = new Set(completions.map(({ key }) => key));
  return tasks.filter((task) => !completed.has(keyOf(task)));
}
