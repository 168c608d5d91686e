import { readEvent } from '../fastspring/events/index.ts';
import type { Fact } from '../ledger/fact.ts';
import { mergeStatements, rankOf, type StatedFact } from '../ledger/merge-facts.ts';
import { projectOrder } from '../ledger/project-order.ts';
import { projectSubscription } from '../ledger/project-subscription.ts';
import { counterpartOf } from '../ledger/returned-payouts.ts';
import { readStoredFact } from '../ledger/stored-fact.ts';
import type { Transaction } from '../platform/database/database.ts';
import { factColumns } from './columns.ts';
import { dissolveEmptied, projectCustomers } from './customers.ts';
import { projectTouched } from './projections.ts';
import { recordedEvents } from './recorded-events.ts';
import { factsOf, idsIn, readRelated, type Thread } from './related-facts.ts';

/**
 * Takes back what these events said, as if they had never come, and removes them. What another event says too stays, in
 * that event's words. The caller sees to it that nothing else of the account is recorded meanwhile.
 */
export async function retractEvents(
  transaction: Transaction,
  accountId: string,
  eventRowIds: readonly bigint[],
): Promise<void> {
  const retracted = { accountId, id: { in: [...eventRowIds] } };
  const events = await transaction.event.findMany({ where: retracted, select: { factKeys: true } });
  await transaction.event.deleteMany({ where: retracted });
  await restateFacts(transaction, accountId, [...new Set(events.flatMap(({ factKeys }) => factKeys))]);
}

/**
 * Has these facts say what the account's events say of them now, and forgets those that none states any more. The caller
 * sees to it that nothing else of the account is recorded meanwhile.
 */
export async function restateFacts(
  transaction: Transaction,
  accountId: string,
  keys: readonly string[],
): Promise<void> {
  const known = await transaction.fact.findMany({ where: { accountId, factKey: { in: [...keys] } } });
  const left = await readStatements(transaction, accountId, keys);
  await forgetFacts(
    transaction,
    accountId,
    known.map(({ factKey }) => factKey).filter((key) => !left.has(key)),
  );
  for (const [factKey, { imported, eventRowId, ...stated }] of left) {
    await transaction.fact.updateMany({
      where: { accountId, factKey },
      data: { ...factColumns(stated), eventRowId, imported },
    });
  }
  const counterparts = known.flatMap(({ data }) => counterpartOf(readStoredFact(data)) ?? []);
  const related = factsOf(await readRelated(transaction, accountId, known, counterparts));
  await removeUnshown(transaction, accountId, known, related);
  const keysOfRelated = related.map(({ key }) => key);
  const near = await readRelated(transaction, accountId, related, keysOfRelated);
  await projectTouched(transaction, accountId, related, near, new Set(keysOfRelated));
  const customerIds = known.flatMap(({ customerId }) => customerId ?? []);
  const stay = await dissolveEmptied(transaction, accountId, new Map(customerIds.map((id) => [id, null])));
  await projectCustomers(transaction, accountId, stay);
}

interface LeftStatement extends StatedFact {
  readonly eventRowId: bigint;
  /** only imports say it */
  readonly imported: boolean;
}

/** What other events say of these facts. Looks at every event of the account, without their payloads. */
async function readStatements(
  transaction: Transaction,
  accountId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, LeftStatement>> {
  const wanted = new Set(keys);
  const statements = new Map<string, LeftStatement>();
  const events = await transaction.event.findMany({
    where: { accountId, ...recordedEvents, factKeys: { hasSome: [...keys] } },
    orderBy: { id: 'asc' },
  });
  for (const event of events) {
    const createdAt = event.createdAt?.getTime() ?? null;
    const reading = readEvent({ ...event, createdAt, receivedAt: event.receivedAt.getTime() });
    for (const fact of reading.outcome === 'facts' ? reading.facts : []) {
      if (!wanted.has(fact.key)) continue;
      const statement = { fact, rank: rankOf(fact, createdAt, event.eventId) };
      const before = statements.get(fact.key);
      const merged = before === undefined ? statement : mergeStatements(before, statement);
      statements.set(fact.key, {
        ...merged,
        eventRowId: merged.rank === statement.rank ? event.id : (before?.eventRowId ?? event.id),
        imported: event.source === 'import' && (before?.imported ?? true),
      });
    }
  }
  return statements;
}

/** What they were still to do in Kommo is left undone. */
async function forgetFacts(transaction: Transaction, accountId: string, keys: readonly string[]): Promise<void> {
  const gone = { accountId, factKey: { in: [...keys] } };
  await transaction.effect.deleteMany({ where: { ...gone, state: 'open' } });
  await transaction.fact.deleteMany({ where: gone });
  await transaction.refund.deleteMany({ where: { accountId, refundKey: { in: [...keys] } } });
}

/** Orders and subscriptions that no fact shows any more. */
async function removeUnshown(
  transaction: Transaction,
  accountId: string,
  threads: readonly Thread[],
  related: readonly Fact[],
): Promise<void> {
  const unshown = (name: keyof Thread, project: (id: string, facts: readonly Fact[]) => object | null) =>
    idsIn(threads, name).filter(
      (id) =>
        project(
          id,
          related.filter((fact) => fact[name] === id),
        ) === null,
    );
  const orderIds = unshown('orderId', (_id, facts) => projectOrder(facts));
  const subscriptionIds = unshown('subscriptionId', projectSubscription);
  await transaction.order.deleteMany({ where: { accountId, orderId: { in: orderIds } } });
  await transaction.subscription.deleteMany({ where: { accountId, subscriptionId: { in: subscriptionIds } } });
}
