import type { Fact } from './fact.ts';
import { chargesThatCount, editWithin } from './limits.ts';
import { copyIn } from './subscription-copy.ts';
import { isCharge } from './subscription-order.ts';
import { contradictsItsCopy } from './subscription-state.ts';

/**
 * The facts that decide about a subscription's row: everything but charges, the newest charges, and the older ones to
 * which the copy of another fact belongs. A plan that is charged hourly has ten thousand charges after a year, and its
 * next one must not cost more than the first.
 * The result is the same for any selection of the facts that contains these.
 */
export function decisiveFacts(facts: readonly Fact[]): readonly Fact[] {
  if (facts.length <= chargesThatCount) return facts;
  const others = facts.filter((fact) => !isCharge(fact));
  const counted = new Set<Fact>(others);
  const edits = editsOfOthers(others);
  for (const charges of Map.groupBy(facts.filter(isCharge), ({ type }) => type).values()) {
    for (const fact of charges.toSorted(newestFirst).slice(0, chargesThatCount)) counted.add(fact);
    for (const fact of charges) if (movedOneOf(fact, edits)) counted.add(fact);
  }
  return facts.filter((fact) => counted.has(fact));
}

/** The moments, ms, of the edits that facts at odds with their own copy show. */
export function editsOfOthers(facts: readonly Fact[]): ReadonlySet<number> {
  return new Set(
    facts.flatMap((fact) => (isCharge(fact) || !contradictsItsCopy(fact) ? [] : (copyIn(fact)?.changedAt ?? []))),
  );
}

function movedOneOf(charge: Fact, edits: ReadonlySet<number>): boolean {
  const editedAt = copyIn(charge)?.changedAt ?? charge.occurredAt;
  return edits.has(editedAt) && Math.abs(charge.occurredAt - editedAt) <= editWithin;
}

function newestFirst(one: Fact, other: Fact): number {
  return other.occurredAt - one.occurredAt || (one.key < other.key ? 1 : -1);
}
