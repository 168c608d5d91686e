import { hasTooManyValues, readEvent, reducedPayload, type StoredEvent } from '../fastspring/events/index.ts';
import type { Fact } from '../ledger/fact.ts';
import { parseJson } from '../platform/json/parse-json.ts';
import { eraseFact } from './erase-fact.ts';
import type { ErasedPeople } from './erased-people.ts';
import { namesPeople, peopleNamedIn } from './people-named-in.ts';

/** An event reduced to its facts. */
export interface ReducedEvent {
  readonly payload: string;
  readonly facts: readonly Fact[];
}

/** The facts of the event; none if its type is unknown or it cannot be read. */
export function factsOf(event: StoredEvent): readonly Fact[] {
  const reading = readEvent(event);
  return reading.outcome === 'facts' ? reading.facts : [];
}

/**
 * The event without erased persons: reduced to its facts, with the persons' data removed from them. Undefined if it
 * names none of them.
 * @param isOwned whether it is about an order or a subscription of an erased person
 * @param facts the event's facts, if the caller has already read them
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

/** Parsing five megabytes of values would take a quarter of a second, and block all other requests. */
async function mayName(payload: string, people: ErasedPeople): Promise<boolean> {
  // What is no JSON is looked through as one text.
  return hasTooManyValues(payload) || namesPeople(parseJson(payload) ?? payload, people);
}
