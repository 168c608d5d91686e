import { z } from 'zod';
import { type Fact, factSchema } from '../ledger/fact.ts';
import { counterpartOf } from '../ledger/returned-payouts.ts';
import type { Transaction } from '../platform/database/database.ts';
import { readValues } from '../platform/database/read-rows.ts';
import { statementColumns } from './columns.ts';
import { dissolveEmptied, projectCustomers } from './customers.ts';
import { projectedTables } from './projected-tables.ts';
import { projectTouched } from './projections.ts';
import { readRecorded } from './recorded-events.ts';
import { type FactReferences, factsOf, idsIn, readRelated } from './related-facts.ts';
import { deleteRows, upsertRows } from './rows.ts';
import { addStatement, type Statement } from './statements.ts';

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
  const [stated, unstated] = [new Map<string, ReturnType<typeof statementColumns>>(), [] as string[]];
  for (const { factKey } of known) {
    const statement = left.get(factKey);
    if (statement === undefined) unstated.push(factKey);
    else stated.set(factKey, statementColumns(statement));
  }
  await forgetFacts(transaction, accountId, unstated);
  await upsertRows(transaction, accountId, 'facts', stated);
  const counterparts = known.flatMap(({ data }) => counterpartOf(factSchema.parse(data)) ?? []);
  const related = factsOf(await readRelated(transaction, accountId, known, counterparts));
  await removeUnshown(transaction, accountId, known, related);
  const keysOfRelated = related.map(({ key }) => key);
  const near = await readRelated(transaction, accountId, related, keysOfRelated);
  await projectTouched(transaction, accountId, related, near, new Set(keysOfRelated));
  const customerIds = known.flatMap(({ customerId }) => customerId ?? []);
  const stay = await dissolveEmptied(transaction, accountId, new Map(customerIds.map((id) => [id, null])));
  await projectCustomers(transaction, accountId, stay);
}

/**
 * What other events say of these facts. The events are found by their keys first: read a page at a time by key, Postgres
 * would expect many and walk through all of the account's.
 */
async function readStatements(
  transaction: Transaction,
  accountId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Statement>> {
  const wanted = new Set(keys);
  const statements = new Map<string, Statement>();
  const ids = await readValues(transaction, z.bigint())`
    SELECT "id" FROM "events" WHERE "account_id" = ${accountId}::uuid AND "fact_keys" && ${keys}::text[]`;
  for await (const page of readRecorded(transaction, accountId, { id: { in: ids } })) {
    for (const { event, reading } of page) {
      for (const fact of reading.outcome === 'facts' ? reading.facts : []) {
        if (wanted.has(fact.key)) statements.set(fact.key, addStatement(event, fact, statements.get(fact.key)));
      }
    }
  }
  return statements;
}

/** What they were still to do in Kommo is left undone. */
async function forgetFacts(transaction: Transaction, accountId: string, keys: readonly string[]): Promise<void> {
  await transaction.effect.deleteMany({ where: { accountId, factKey: { in: [...keys] }, state: 'open' } });
  await deleteRows(transaction, accountId, 'facts', keys);
  await deleteRows(transaction, accountId, 'refunds', keys);
}

/** Orders and subscriptions that no fact shows any more. */
async function removeUnshown(
  transaction: Transaction,
  accountId: string,
  references: readonly FactReferences[],
  related: readonly Fact[],
): Promise<void> {
  for (const { table, name, project } of projectedTables) {
    const facts = Map.groupBy(related, (fact) => fact[name] ?? '');
    const unshown = idsIn(references, name).filter((id) => project(id, facts.get(id) ?? []) === null);
    await deleteRows(transaction, accountId, table, unshown);
  }
}
