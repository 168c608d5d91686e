import { z } from 'zod';
import type { StoredEvent } from '../fastspring/events/index.ts';
import { readEvents, type StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { IncomingEvent } from '../fastspring/webhook/batch.ts';
import type { Fact } from '../ledger/fact.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import { holdUpErasures } from '../platform/database/erasure-lock.ts';
import { readRows, readValues } from '../platform/database/read-rows.ts';
import { createTurns } from '../platform/runtime/turns.ts';
import { asRead } from '../recording/recorded-events.ts';
import { idsIn } from '../recording/related-facts.ts';
import { type ErasedPeople, erasedPeopleOf, type HashPerson, type Tombstone } from './erased-people.ts';
import { eraseEvent, factsOf } from './reduce-event.ts';
import { eventIdWithoutAccount, reduceRecorded, reduceStored } from './reduce-stored.ts';

interface AdmittedEvents {
  readonly events: readonly StoredEventRow[];
  /**
   * Call it after recording. Reduces events that name no person but are about an erased person's order, such as a
   * chargeback: both these events and earlier ones that arrived before the order.
   */
  readonly reduceOwned: () => Promise<void>;
}

/** Keeps erased persons from coming back when FastSpring sends or shows their data again. */
export interface ErasureGuard {
  readonly erasedPeople: (accountId: string) => Promise<ErasedPeople>;
  /** For events before they are stored: events of erased persons are reduced to the money in them. */
  readonly admit: (accountId: string, events: readonly IncomingEvent[]) => Promise<readonly IncomingEvent[]>;
  /** The same for data that is not stored as events. Holds up erasures until the transaction ends. */
  readonly admitWithin: <Incoming extends IncomingEvent>(
    transaction: Transaction,
    accountId: string,
    events: readonly Incoming[],
  ) => Promise<readonly Incoming[]>;
  /**
   * For stored events before they are recorded: a person may have been erased in between. Holds up erasures of the
   * account until the transaction ends.
   */
  readonly admitStored: (
    transaction: Transaction,
    accountId: string,
    read: () => Promise<readonly StoredEventRow[]>,
  ) => Promise<AdmittedEvents>;
}

export function createErasureGuard({ prisma }: Pick<Database, 'prisma'>, hashPerson: HashPerson): ErasureGuard {
  return {
    erasedPeople: async (accountId) => erasedPeopleOf(hashPerson, accountId, await readTombstones(prisma, accountId)),
    admit: (accountId, events) => admit(prisma, hashPerson, accountId, events),
    admitWithin: async (transaction, accountId, events) => {
      await holdUpErasures(transaction, accountId);
      return admit(transaction, hashPerson, accountId, events);
    },
    admitStored: async (transaction, accountId, read) => {
      await holdUpErasures(transaction, accountId);
      const events = await read();
      const tombstones = await readTombstones(transaction, accountId);
      if (tombstones.length === 0) return { events, reduceOwned: async () => undefined };
      const pairs = events.map((event) => ({ event, stored: asRead(event) }));
      const facts = await readFacts(pairs.map(({ stored }) => stored));
      const people = await recognizeAccounts(transaction, hashPerson, accountId, facts, tombstones);
      const admitted: StoredEventRow[] = [];
      for (const { event, stored } of pairs) {
        admitted.push(await reduceStored(transaction, accountId, event, people, facts.get(stored)));
      }
      const ids = events.map(({ id }) => id);
      return { events: admitted, reduceOwned: () => reduceOwnedEvents(transaction, accountId, ids, people) };
    },
  };
}

type Client = Pick<Transaction, '$queryRaw' | 'customer' | 'erasedPerson'>;

async function admit<Incoming extends IncomingEvent>(
  client: Client,
  hashPerson: HashPerson,
  accountId: string,
  events: readonly Incoming[],
): Promise<readonly Incoming[]> {
  const tombstones = await readTombstones(client, accountId);
  if (tombstones.length === 0 || events.length === 0) return events;
  const read = events.map((incoming) => ({ incoming, stored: { ...incoming, receivedAt: Date.now() } }));
  const facts = await readFacts(read.map(({ stored }) => stored));
  const people = await recognizeAccounts(client, hashPerson, accountId, facts, tombstones);
  const isOwned = await findOwned(client, accountId, facts);
  const admitted: Incoming[] = [];
  for (const { incoming, stored } of read) {
    const reduced = await eraseEvent(stored, people, isOwned(stored), facts.get(stored));
    const eventId = eventIdWithoutAccount(incoming, people);
    admitted.push(
      reduced === undefined ? incoming : { ...incoming, eventId, payload: reduced.payload, isReduced: true },
    );
  }
  return admitted;
}

type StatedFacts = ReadonlyMap<StoredEvent, readonly Fact[]>;

async function readFacts(events: readonly StoredEvent[]): Promise<StatedFacts> {
  const turn = createTurns();
  const facts = new Map<StoredEvent, readonly Fact[]>();
  for (const event of events) {
    await turn();
    facts.set(event, factsOf(event));
  }
  return facts;
}

function readTombstones(client: Client, accountId: string): Promise<readonly Tombstone[]> {
  return client.erasedPerson.findMany({ where: { accountId } });
}

/**
 * An erased person who buys again gets a new FastSpring account, and later events may name only that account. It is
 * recognized from then on, unless it belongs to a customer with an address of their own.
 */
async function recognizeAccounts(
  client: Client,
  hashPerson: HashPerson,
  accountId: string,
  stated: StatedFacts,
  tombstones: readonly Tombstone[],
): Promise<ErasedPeople> {
  const people = erasedPeopleOf(hashPerson, accountId, tombstones);
  const found = new Map<string, string>();
  for (const { customer } of [...stated.values()].flat()) {
    const { fastspringAccountId, email } = customer;
    if (fastspringAccountId === null || email === null || people.ofAccount(fastspringAccountId) !== null) continue;
    const stub = people.ofEmail(email);
    if (stub !== null && fastspringAccountId !== stub) found.set(fastspringAccountId, stub);
  }
  if (found.size === 0) return people;
  const others = await client.customer.findMany({
    where: { accountId, fastspringAccountId: { in: [...found.keys()] }, NOT: { email: null } },
    select: { fastspringAccountId: true },
  });
  for (const { fastspringAccountId } of others) found.delete(fastspringAccountId ?? '');
  const added = [...found].map(([id, stub]) => ({
    kind: 'account',
    hash: hashPerson(accountId, 'account', id),
    stub,
  }));
  await client.erasedPerson.createMany({ data: added.map((row) => ({ accountId, ...row })), skipDuplicates: true });
  return erasedPeopleOf(hashPerson, accountId, [...tombstones, ...added]);
}

/** Whether an event that may name no person is about an erased person's order or subscription, such as a chargeback. */
async function findOwned(
  client: Client,
  accountId: string,
  stated: StatedFacts,
): Promise<(event: StoredEvent) => boolean> {
  const facts = [...stated.values()].flat();
  const found = await readValues(client, z.string())`
    SELECT o."order_id" AS id FROM "orders" o JOIN "customers" c ON c."account_id" = o."account_id" AND c."id" = o."customer_id"
    WHERE o."account_id" = ${accountId}::uuid AND o."order_id" = ANY(${idsIn(facts, 'orderId')}::text[])
      AND c."match_state" = 'erased'
    UNION SELECT s."subscription_id" FROM "subscriptions" s JOIN "customers" c ON c."account_id" = s."account_id" AND c."id" = s."customer_id"
    WHERE s."account_id" = ${accountId}::uuid AND s."subscription_id" = ANY(${idsIn(facts, 'subscriptionId')}::text[])
      AND c."match_state" = 'erased'`;
  const owned = new Set(found);
  return (event) =>
    (stated.get(event) ?? []).some(
      ({ orderId, subscriptionId }) => owned.has(orderId ?? '') || owned.has(subscriptionId ?? ''),
    );
}

async function reduceOwnedEvents(
  transaction: Transaction,
  accountId: string,
  ids: readonly bigint[],
  people: ErasedPeople,
): Promise<void> {
  const recorded = await transaction.event.findMany({
    where: { accountId, id: { in: [...ids] } },
    select: { id: true, factKeys: true },
  });
  const theirs = await readRows(transaction, z.object({ fact_key: z.string(), event_row_id: z.bigint() }))`
    WITH "recorded" AS MATERIALIZED (
      SELECT "order_id", "subscription_id" FROM "facts" WHERE "account_id" = ${accountId}::uuid
        AND "fact_key" = ANY(${recorded.flatMap(({ factKeys }) => factKeys)}::text[]))
    SELECT f."fact_key", f."event_row_id" FROM "facts" f
    JOIN "customers" c ON c."account_id" = f."account_id" AND c."id" = f."customer_id" AND c."match_state" = 'erased'
    WHERE f."account_id" = ${accountId}::uuid AND f."order_id" IN (SELECT "order_id" FROM "recorded")
    UNION SELECT f."fact_key", f."event_row_id" FROM "facts" f
    JOIN "customers" c ON c."account_id" = f."account_id" AND c."id" = f."customer_id" AND c."match_state" = 'erased'
    WHERE f."account_id" = ${accountId}::uuid AND f."subscription_id" IN (SELECT "subscription_id" FROM "recorded")`;
  if (theirs.length === 0) return;
  const keys = new Set(theirs.map(({ fact_key }) => fact_key));
  const owned = [
    ...theirs.map(({ event_row_id }) => event_row_id),
    ...recorded.filter(({ factKeys }) => factKeys.some((key) => keys.has(key))).map(({ id }) => id),
  ];
  const events = await readEvents(transaction, accountId, owned);
  const raw = events.filter(({ isReduced }) => !isReduced);
  await reduceRecorded(transaction, accountId, raw, people, true);
}
