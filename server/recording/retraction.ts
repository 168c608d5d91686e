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
import { type FactReferences, factsOf, idsIn, readAllRelated } from './related-facts.ts';
import { deleteRows, upsertRows } from './rows.ts';
import { addStatement, type Statement } from './statements.ts';

/**
 * Deletes these events and removes them from the ledger, as if they had never arrived. A fact that another event states
 * too stays, as that event states it. The caller must make sure that no other event of the account is recorded at the
 * same time.
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
 * Updates these facts from the account's present events, and deletes those that no event states any more. The caller
 * must make sure that no event of the account is recorded at the same time.
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
  const related = factsOf(await readAllRelated(transaction, accountId, known, counterparts));
  await removeUnshown(transaction, accountId, known, related);
  const keysOfRelated = related.map(({ key }) => key);
  const near = await readAllRelated(transaction, accountId, related, keysOfRelated);
  const restated = new Set(keysOfRelated);
  await projectTouched(transaction, accountId, { stated: related, known: near, rows: new Map(), restated, cut: [] });
  const customerIds = known.flatMap(({ customerId }) => customerId ?? []);
  const stay = await dissolveEmptied(transaction, accountId, new Map(customerIds.map((id) => [id, null])));
  await projectCustomers(transaction, accountId, stay);
}

/**
 * The other events' statements of these facts. The events' ids are read first: with the keys in the paged query, Postgres
 * would expect many rows and read all of the account's events.
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

/** Their unsent effects are deleted too. */
async function forgetFacts(transaction: Transaction, accountId: string, keys: readonly string[]): Promise<void> {
  await transaction.effect.deleteMany({ where: { accountId, factKey: { in: [...keys] }, state: 'open' } });
  await deleteRows(transaction, accountId, 'facts', keys);
  await deleteRows(transaction, accountId, 'refunds', keys);
}

/** Deletes orders and subscriptions that no fact shows any more. */
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
