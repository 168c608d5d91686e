import { hasTooManyValues, readEvent, reducedPayload, type StoredEvent } from '../fastspring/events/index.ts';
import type { Fact } from '../ledger/fact.ts';
import { eraseFact } from './erase-fact.ts';
import type { ErasedPeople } from './erased-people.ts';
import { namesPeople, peopleNamedIn } from './people-named-in.ts';

/** An event of which only its facts are kept. */
export interface ReducedEvent {
  readonly payload: string;
  readonly facts: readonly Fact[];
}

/** What the event states; nothing when its type is not known or it cannot be read. */
export function factsOf(event: StoredEvent): readonly Fact[] {
  const reading = readEvent(event);
  return reading.outcome === 'facts' ? reading.facts : [];
}

/**
 * The event without erased persons: reduced to its facts, and these without their words. Undefined when it names none of
 * them.
 * @param isOwned whether it tells of an order or a subscription of an erased person
 * @param facts what the event states, when the caller has read it already
 */
export async function eraseEvent(
  event: StoredEvent,
  people: ErasedPeople,
  isOwned = false,
  facts: readonly Fact[] = factsOf(event),
): Promise<ReducedEvent | undefined> {
  if (people.isEmpty) return undefined;
  const named = await peopleNamedIn(facts, people);
  if (!isOwned && named.isEmpty && !(await mayName(event.payload, people))) return undefined;
  const erased = facts.flatMap((fact) => eraseFact(fact, named, isOwned) ?? []);
  return { payload: reducedPayload(erased), facts: erased };
}

/** Five megabytes of values would take a quarter of a second to parse, and no other request is answered meanwhile. */
async function mayName(payload: string, people: ErasedPeople): Promise<boolean> {
  return hasTooManyValues(payload) || namesPeople(jsonOf(payload), people);
}

/** What is no JSON is looked through as one text. */
function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
