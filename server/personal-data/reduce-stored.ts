import { isDeepStrictEqual } from 'node:util';
import { keepReduced } from '../fastspring/payloads/keep-reduced.ts';
import type { StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { Fact } from '../ledger/fact.ts';
import type { Transaction } from '../platform/database/database.ts';
import { asRead } from '../recording/recorded-events.ts';
import { restateFacts } from '../recording/retraction.ts';
import type { ErasedPeople } from './erased-people.ts';
import { eraseEvent, factsOf } from './reduce-event.ts';

/** Events read from FastSpring's API have ids made by us, and some contain the account's id. */
export function eventIdWithoutAccount({ eventId }: { readonly eventId: string }, people: ErasedPeople): string {
  const account = /^api-account-(?<id>.+)-[\w-]{22}$/.exec(eventId)?.groups?.id;
  const stub = account === undefined ? null : people.ofAccount(account);
  return stub === null ? eventId : `api-account-${stub}`;
}

/** Reduces an event that is not recorded yet. */
export async function reduceStored(
  transaction: Transaction,
  accountId: string,
  event: StoredEventRow,
  people: ErasedPeople,
  facts: readonly Fact[] | undefined,
): Promise<StoredEventRow> {
  const reduced = await eraseEvent(asRead(event), people, false, facts);
  if (reduced === undefined) return event;
  const { payload } = reduced;
  const { id } = event;
  const eventId = storedIdWithoutAccount(event, people);
  await keepReduced(transaction, accountId, [{ id, payload }]);
  if (eventId !== event.eventId)
    await transaction.event.update({ where: { accountId_id: { accountId, id } }, data: { eventId } });
  return { ...event, payload, isReduced: true, eventId };
}

/**
 * Reduces stored events, and their facts accordingly. The caller must make sure that no other event of the account is
 * recorded at the same time.
 * @returns the number of reduced events, and the keys of facts of erased persons: those that are left, and those that
 *   only described a person and were deleted
 */
export async function reduceRecorded(
  transaction: Transaction,
  accountId: string,
  events: readonly StoredEventRow[],
  people: ErasedPeople,
  isOwned: boolean,
): Promise<{ reduced: number; factKeys: readonly string[]; droppedKeys: readonly string[] }> {
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
    await keepReduced(transaction, accountId, [{ id: event.id, payload: reduced.payload }]);
    await transaction.event.update({
      where: { accountId_id: { accountId, id: event.id } },
      data: {
        eventId: storedIdWithoutAccount(event, people),
        factKeys: event.factKeys.length === 0 ? [] : reduced.facts.map(({ key }) => key),
        // The error may quote the person's data.
        ...(event.reason !== null && { reason: { code: event.state } }),
      },
    });
  }
  if (touchedKeys.size > 0) await restateFacts(transaction, accountId, [...touchedKeys]);
  return { reduced: count, factKeys: [...erasedKeys], droppedKeys: [...droppedKeys] };
}

/** Several accounts of one person have the same stub. */
function storedIdWithoutAccount(event: StoredEventRow, people: ErasedPeople): string {
  const eventId = eventIdWithoutAccount(event, people);
  return eventId === event.eventId ? eventId : `${eventId}-${event.id}`;
}
