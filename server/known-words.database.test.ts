import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../testing/postgres/test-database.ts';
import { channelNames, newsKinds } from './alarms/channel.ts';
import { messageStates } from './alarms/message-queue.ts';
import { linkKinds } from './api/payment-links/read-links.ts';
import { effectStates } from './delivery/effects/states.ts';
import { connectionStates } from './fastspring/api/connection.ts';
import { storedRefusals } from './fastspring/webhook/refusals.ts';
import { eventSources } from './fastspring/webhook/store-events.ts';
import { settledKinds, settledStates } from './health/settled-counts.ts';
import { importStates, kommoChoices } from './history/import/import-states.ts';
import { itemKinds } from './history/import/read-page.ts';
import { lookupOutcomes } from './history/lookups/lookup-memory.ts';
import { listedKinds } from './history/walk/listed.ts';
import { invoiceStates } from './invoices/invoice-rows.ts';
import { sourceKinds } from './invoices/read-sources.ts';
import { accountStates } from './kommo/account/account-states.ts';
import { installStates } from './kommo/install/install-queue.ts';
import { changedEntities } from './kommo/webhook/changes-route.ts';
import { webhookStates } from './kommo/webhook/register-changes.ts';
import { orderKinds, orderStates, refundKinds } from './ledger/fact.ts';
import { purchases } from './ledger/purchase.ts';
import { subscriptionStates } from './ledger/subscription-state.ts';
import { matchReasons, matchStates } from './matching/match.ts';
import { services } from './outward/slots.ts';
import { identifierKinds } from './personal-data/erased-people.ts';
import { erasureSteps } from './personal-data/run-erasure.ts';
import { readRows, readValues } from './platform/database/read-rows.ts';
import { eventStates } from './recording/event-states.ts';
import { effectContentSchema } from './rules/planning/effect.ts';
import { creationStates } from './sync/create-leads/lead-creations.ts';

/** By the name of the CHECK constraint. */
const lists: Readonly<Record<string, readonly string[]>> = {
  accounts_state_check: accountStates.options,
  alarm_messages_channel_check: channelNames,
  alarm_messages_kind_check: newsKinds.options,
  alarm_messages_state_check: messageStates,
  customer_leads_reason_check: matchReasons.options,
  customers_match_state_check: matchStates.options,
  effects_kind_check: effectContentSchema.options.map(({ shape }) => shape.kind.value),
  effects_state_check: effectStates,
  erased_people_kind_check: identifierKinds,
  erasures_step_check: erasureSteps,
  events_source_check: eventSources,
  events_state_check: eventStates,
  fastspring_account_lookups_outcome_check: lookupOutcomes,
  fastspring_connections_state_check: connectionStates.options,
  facts_purchase_check: purchases,
  former_webhook_keys_sender_check: services,
  import_items_kind_check: itemKinds,
  imports_kommo_check: kommoChoices.options,
  imports_state_check: importStates.options,
  invoice_changes_kind_check: sourceKinds,
  invoice_elements_kind_check: sourceKinds,
  invoice_elements_state_check: invoiceStates,
  kommo_changes_entity_check: changedEntities,
  kommo_webhooks_state_check: webhookStates,
  lead_creations_state_check: creationStates,
  orders_kind_check: orderKinds.options,
  orders_state_check: orderStates.options,
  outgoing_requests_service_check: services,
  payment_links_kind_check: linkKinds.options,
  pending_installs_state_check: installStates,
  reconciliation_listed_kind_check: listedKinds,
  refunds_kind_check: refundKinds.options,
  refused_webhooks_reason_check: storedRefusals,
  settled_counts_kind_check: settledKinds,
  settled_counts_state_check: settledStates,
  subscriptions_state_check: subscriptionStates.options,
};

test('each column of states or kinds holds the words of one list, and no others', async () => {
  const { prisma } = await openTestDatabase();
  const checks = await readRows(prisma, z.object({ name: z.string(), definition: z.string(), isValid: z.boolean() }))`
    SELECT conname AS name, pg_get_constraintdef(oid) AS definition, convalidated AS "isValid" FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace`;
  const words = checks.map(({ name, definition }) => [name, wordsOf(definition).toSorted()]);
  expect(Object.fromEntries(words)).toEqual(
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].toSorted()])),
  );
  expect(checks.filter(({ isValid }) => !isValid)).toEqual([]);
  const columns = await readValues(prisma, z.string())`
    SELECT table_name || '.' || column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_name IN ('state', 'kind', 'source', 'outcome') OR column_name LIKE '%_state')
      AND data_type = 'text'`;
  const withoutCheck = columns.filter((column) => !(`${column.replace('.', '_')}_check` in lists));
  expect(withoutCheck).toEqual([]);
});

test('words of earlier versions are mapped before they are checked', async () => {
  const { prisma, runScript } = await openTestDatabase();
  const checks = Object.keys(lists).map((name) => `ALTER TABLE "${tableOf(name)}" DROP CONSTRAINT "${name}";`);
  await runScript(checks.join('\n'));
  const { id: accountId } = await prisma.account.create({ data: { webhookKey: 'key', subdomain: 'acme' } });
  const states = ['waiting', 'retracting', 'failed'];
  await prisma.event.createMany({
    data: states.map((state) => ({ accountId, eventId: state, type: 'order.completed', payload: '{}', state })),
  });
  await prisma.customer.create({ data: { accountId, identity: 'email:anna@acme.example', matchState: 'ignored' } });
  const migrations = ['20261130030000_known_words', '20261130030001_known_words_hold'];
  for (const name of [...migrations, '20261130030002_creation_states', '20261130030003_creation_states_hold']) {
    await runScript(await readFile(join(import.meta.dirname, '../prisma/migrations', name, 'migration.sql'), 'utf8'));
  }
  const events = await prisma.event.findMany({ select: { state: true }, orderBy: { id: 'asc' } });
  expect(events.map(({ state }) => state)).toEqual(['received', 'recorded', 'failed']);
  expect(await prisma.customer.findFirst()).toMatchObject({ matchState: 'unmatched' });
  await expect(prisma.event.updateMany({ data: { state: 'waiting' } })).rejects.toThrow('events_state_check');
});

/** Of `CHECK ((state = ANY (ARRAY['open'::text, 'done'::text])))`. */
function wordsOf(definition: string): readonly string[] {
  return [...definition.matchAll(/'([^']*)'::text/g)].map(([, word = '']) => word);
}

/** `customers_match_state_check` → `customers` */
function tableOf(constraint: string): string {
  return constraint.replace(/_(match_state|[a-z]+)_check$/, '');
}
