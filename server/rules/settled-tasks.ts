import type { Fact } from '../ledger/fact.ts';
import { languageOf } from '../texts/language.ts';
import { type Effect, effectKey } from './planning/effect.ts';

/** Facts about money that has not come yet, and what ties the payment to them. A task about one is over once it is paid. */
const awaited: Readonly<Record<string, 'subscriptionId' | 'orderId'>> = {
  'subscription.payment.overdue': 'subscriptionId',
  'subscription.payment.reminder': 'subscriptionId',
  'subscription.charge.failed': 'subscriptionId',
  'subscription.group.payment.overdue': 'subscriptionId',
  'subscription.group.payment.reminder': 'subscriptionId',
  'subscription.group.payment.charge.failed': 'subscriptionId',
  'order.payment.pending': 'orderId',
  'order.approval.pending': 'orderId',
  'invoice.reminder.email': 'orderId',
};

/** The event types whose tasks complete themselves. */
export const typesAwaitingPayment: readonly string[] = Object.keys(awaited);

export function awaitsPayment({ type }: Pick<Fact, 'type'>): boolean {
  return Object.hasOwn(awaited, type);
}

/** What a charge of a co-term group says of each of its members. */
const groupCharges: ReadonlySet<string> = new Set([
  'subscription.charge.completed',
  'subscription.group.payment.charge.completed',
]);

/**
 * Of the order that an event names, or of the subscription that it renews; a group's charge pays for every member,
 * whichever of them the charge itself names.
 */
export function isPayment(fact: Fact): boolean {
  return (
    (fact.kind === 'order' && fact.state === 'completed') || (fact.kind === 'snapshot' && groupCharges.has(fact.type))
  );
}

/** A task and the fact that asked for it. */
export interface PlannedTask {
  readonly fact: Fact;
  readonly leadId: number;
}

/**
 * The completions of those tasks whose payment has come. Each is the task's own and happens once: which of several
 * payments is told of first makes no difference.
 * @param payments of the same orders and subscriptions, perhaps of others too
 * @param language of the account, a tag
 */
export function completeSettledTasks(
  tasks: readonly PlannedTask[],
  payments: readonly Fact[],
  language: string,
): readonly Effect[] {
  const bySubscription = Map.groupBy(payments, ({ subscriptionId }) => subscriptionId);
  const byOrder = Map.groupBy(payments, ({ orderId }) => orderId);
  return tasks.flatMap(({ fact, leadId }) => {
    const tie = awaited[fact.type];
    if (tie === undefined || fact[tie] === null) return [];
    const byTie = tie === 'orderId' ? byOrder : bySubscription;
    const settling = byTie
      .get(fact[tie])
      ?.filter((payment) => payment.live === fact.live && payment.occurredAt >= fact.occurredAt)
      .reduce<Fact | undefined>(
        (first, each) => (first === undefined || isBefore(each, first) ? each : first),
        undefined,
      );
    return settling === undefined ? [] : [completion(fact.key, leadId, settling, language)];
  });
}

function isBefore(one: Fact, other: Fact): boolean {
  return one.occurredAt === other.occurredAt ? one.key < other.key : one.occurredAt < other.occurredAt;
}

function completion(taskFactKey: string, leadId: number, payment: Fact, language: string): Effect {
  return {
    key: effectKey(taskFactKey, leadId, 'complete_task'),
    factKey: payment.key,
    leadId,
    occurredAt: payment.occurredAt,
    content: {
      kind: 'complete_task',
      taskEffectKey: effectKey(taskFactKey, leadId, 'task'),
      result: languageOf(language).texts.taskSettled,
    },
  };
}
