import { factSchema, type SubscriptionFact } from '../../ledger/fact.ts';
import type { Fact as FactRow } from '../../platform/database/generated/client.ts';
import { changeText } from '../../texts/change-text.ts';
import { languageOf } from '../../texts/language.ts';
import type { SubscriptionView } from './payments-view.ts';

export type Changes = NonNullable<SubscriptionView['changes']>;

/** The events that tell of a plan, a quantity, a pause or a cancellation, and the one from which they start. */
export const changeTypes = [
  'activated',
  'created',
  'updated',
  'prorated',
  'canceled',
  'uncanceled',
  'paused',
  'resumed',
].flatMap((name) => [`subscription.${name}`, `subscription.group.${name}`]);

/**
 * What changed about each subscription, newest first, by subscription id.
 * @param facts of `changeTypes`, oldest first. A change is described against the fact before it, so the first one describes none.
 */
export function subscriptionChanges(
  facts: readonly Pick<FactRow, 'data'>[],
  language: string,
): ReadonlyMap<string, Changes> {
  const before = new Map<string, SubscriptionFact>();
  const changes = new Map<string, Changes>();
  for (const { data } of facts) {
    const { data: parsed } = factSchema.safeParse(data);
    if (parsed?.kind !== 'subscription' && parsed?.kind !== 'snapshot') continue;
    if (parsed.subscription === null) continue;
    // A member of a co-term group changes as its group's event shows it.
    const fact: SubscriptionFact = { ...parsed, kind: 'subscription', subscription: parsed.subscription };
    const { subscriptionId } = fact;
    const text = changeText(before.get(subscriptionId) ?? null, fact, language);
    before.set(subscriptionId, fact);
    if (text === null) continue;
    const at = new Date(fact.occurredAt).toISOString();
    changes.set(subscriptionId, [{ at, text }, ...(changes.get(subscriptionId) ?? [])]);
  }
  return changes;
}

/** The changes without the one that led to the present state: the state is shown beside them, and says the same. */
export function withoutPresentState(changes: Changes, state: SubscriptionView['state'], language: string): Changes {
  if (state !== 'canceled' && state !== 'paused') return changes;
  return changes[0]?.text === languageOf(language).texts.headline[state] ? changes.slice(1) : changes;
}
