import { catalogue, documentedEventTypes } from '../fastspring/catalogue.ts';
import type { Fact } from '../ledger/fact.ts';
import { languageOf } from '../texts/language.ts';
import { type Effect, effectKey } from './planning/effect.ts';

/** A task about one of these is over once it is paid. */
export function awaitsPayment({ type }: Pick<Fact, 'type'>): boolean {
  return catalogue.get(type)?.awaits !== undefined;
}

/** The event types whose tasks complete themselves. */
export const typesAwaitingPayment: readonly string[] = documentedEventTypes.filter((type) => awaitsPayment({ type }));

/**
 * Whether it pays the order that the event names, or the subscription that it renews. A group's charge pays for every
 * member, regardless of the member that the charge itself names.
 */
export function isPayment(fact: Fact): boolean {
  return (
    (fact.kind === 'order' && fact.state === 'completed') ||
    (fact.kind === 'snapshot' && catalogue.get(fact.type)?.family === 'completed charge')
  );
}

/** A task and the fact that asked for it. */
export interface PlannedTask {
  readonly fact: Fact;
  readonly leadId: number;
}

/**
 * The completions of tasks with a received payment. Each belongs to its task and happens once, regardless of which of
 * several payments is reported first.
 * @param payments of the same orders and subscriptions, possibly of others too
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
    const tie = catalogue.get(fact.type)?.awaits;
    if (tie === undefined || fact[tie] === null) return [];
    const byTie = tie === 'orderId' ? byOrder : bySubscription;
    const [settling] = (byTie.get(fact[tie]) ?? [])
      .filter((payment) => payment.live === fact.live && payment.occurredAt >= fact.occurredAt)
      .sort((one, other) => one.occurredAt - other.occurredAt || (one.key < other.key ? -1 : 1));
    return settling === undefined ? [] : [completion(fact.key, leadId, settling, language)];
  });
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
