import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../ledger/fact.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Event } from '../platform/database/generated/client.ts';
import { asRead } from '../recording/recorded-events.ts';
import { restateFacts } from '../recording/retraction.ts';
import type { ErasedPeople } from './erased-people.ts';
import { eraseEvent, factsOf } from './reduce-event.ts';

/** What was read from FastSpring's API has ids of ours, some of which name the account that was read. */
export function eventIdWithoutAccount({ eventId }: { readonly eventId: string }, people: ErasedPeople): string {
  const account = /^api-account-(?<id>.+)-[\w-]{22}$/.exec(eventId)?.groups?.id;
  const stub = account === undefined ? null : people.ofAccount(account);
  return stub === null ? eventId : `api-account-${stub}`;
}

/** Reduces an event that is not recorded yet. */
export async function reduceStored(
  transaction: Transaction,
  event: Event,
  people: ErasedPeople,
  facts: readonly Fact[] | undefined,
): Promise<Event> {
  const reduced = await eraseEvent(asRead(event), people, false, facts);
  if (reduced === undefined) return event;
  return transaction.event.update({
    where: { id: event.id },
    data: { payload: reduced.payload, isReduced: true, eventId: storedIdWithoutAccount(event, people) },
  });
}

export interface ReducedEvents {
  readonly reduced: number;
  /** of facts of erased persons */
  readonly factKeys: readonly string[];
  /** of facts that said nothing but who somebody is, and are gone */
  readonly droppedKeys: readonly string[];
}

/**
 * Reduces stored events, and has their facts say no more than is left. The caller sees to it that nothing else of the
 * account is recorded meanwhile.
 */
export async function reduceRecorded(
  transaction: Transaction,
  accountId: string,
  events: readonly Event[],
  people: ErasedPeople,
  isOwned: boolean,
): Promise<ReducedEvents> {
  const erasedKeys = new Set<string>();
  const droppedKeys = new Set<string>();
  const touchedKeys = new Set<string>();
  let count = 0;
  for (const event of events) {
    const facts = factsOf(asRead(event));
    const reduced = await eraseEvent(asRead(event), people, isOwned, facts);
    if (reduced === undefined || (event.isReduced && reduced.payload === event.payload)) continue;
    count += 1;
    for (const key of event.factKeys) touchedKeys.add(key);
    for (const { key, customer } of facts) {
      const after = reduced.facts.find((fact) => fact.key === key);
      if (after === undefined) droppedKeys.add(key);
      else if (isOwned || !isDeepStrictEqual(after.customer, customer)) erasedKeys.add(key);
    }
    await transaction.event.update({
      where: { id: event.id },
      data: {
        payload: reduced.payload,
        isReduced: true,
        eventId: storedIdWithoutAccount(event, people),
        factKeys: event.factKeys.length === 0 ? [] : reduced.facts.map(({ key }) => key),
        // What it quotes may be the person's.
        ...(event.reason !== null && { reason: { code: event.state } }),
      },
    });
  }
  if (touchedKeys.size > 0) await restateFacts(transaction, accountId, [...touchedKeys]);
  return { reduced: count, factKeys: [...erasedKeys], droppedKeys: [...droppedKeys] };
}

/** Several accounts of one person have the same stub. */
function storedIdWithoutAccount(event: Event, people: ErasedPeople): string {
  const eventId = eventIdWithoutAccount(event, people);
  return eventId === event.eventId ? eventId : `${eventId}-${event.id}`;
}
