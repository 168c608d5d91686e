import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { dateSeed } from '../../testing/service/date-seed.ts';
import { laterSteps } from '../later-steps.ts';
import { matchStates } from '../matching/match.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { wantsLead } from './create-leads/lead-creations.ts';
import { findAccountsWithWork } from './sweep.ts';

/** What is due, one question for each account and kind of work: the sweep's answer in a slower form. */
const isDue = `
  a."state" = 'connected' AND coalesce(greatest(a."paused_until", a."retry_at"), now()) <= now() AND (
    EXISTS (SELECT FROM "effects" f WHERE f."account_id" = a."id" AND f."next_attempt" <= now()
      AND f."state" IN ('open', 'sending', 'uncertain') AND (f."state" <> 'open' OR a."writing_paused_at" IS NULL))
    OR EXISTS (SELECT FROM "lead_creations" l WHERE l."account_id" = a."id" AND (l."state" = 'sending'
      OR (l."look_at" <= now() AND (l."state" = 'uncertain' OR (l."state" = 'wanted' AND a."writing_paused_at" IS NULL)))))
    OR EXISTS (SELECT FROM "customers" c WHERE c."account_id" = a."id" AND ${wantsLead})
    OR EXISTS (SELECT FROM "imports" i WHERE i."account_id" = a."id" AND NOT i."paused"
      AND i."state" IN ('matching', 'applying', 'linking', 'undoing'))
    OR (a."writing_paused_at" IS NULL
      AND NOT EXISTS (SELECT FROM "invoice_lists" l WHERE l."account_id" = a."id" AND l."retry_at" > now())
      AND (EXISTS (SELECT FROM "invoice_changes" i WHERE i."account_id" = a."id")
        OR EXISTS (SELECT FROM "invoice_elements" i WHERE i."account_id" = a."id" AND i."next_attempt" <= now()
          AND (a."settings" ->> 'invoices' = 'on' OR i."is_erasure")
          AND (i."state" IN ('open', 'sending', 'uncertain')
            OR (i."state" = 'done' AND i."wanted_lead_id" IS DISTINCT FROM i."lead_id")))
        OR (a."settings" ->> 'invoices' = 'on' AND EXISTS (SELECT FROM "invoice_lists" l
          JOIN "invoice_elements" i ON i."account_id" = l."account_id" AND i."state" IN ('done', 'deleted')
            AND i."element_id" IS NOT NULL AND i."checked_at" < l."compared_from"
          WHERE l."account_id" = a."id"))
        OR (a."settings" ->> 'invoices' = 'on'
          AND NOT EXISTS (SELECT FROM "invoice_lists" l WHERE l."account_id" = a."id" AND l."compare_at" > now()))))
    OR EXISTS (SELECT FROM "kommo_changes" k WHERE k."account_id" = a."id")
    OR EXISTS (SELECT FROM "customers" c WHERE c."account_id" = a."id" AND c."next_match_at" <= now())
    OR EXISTS (SELECT FROM "leads" d JOIN "customer_leads" l ON l."account_id" = d."account_id"
      AND l."lead_id" = d."lead_id" AND l."removed_at" IS NULL WHERE d."account_id" = a."id" AND d."is_deleted")
    OR EXISTS (SELECT FROM "facts" f JOIN "customers" c ON c."id" = f."customer_id" WHERE f."account_id" = a."id"
      AND f."planned_at" IS NULL AND c."match_state" = 'linked' AND c."next_match_at" IS NULL))`;

const idRow = z.object({ id: z.string() });

async function expectSame(database: Pick<Database, 'query'>): Promise<number> {
  const due = await queryRows(database, idRow, `SELECT a."id" FROM "accounts" a WHERE ${isDue} ORDER BY a."id"`);
  const found = await findAccountsWithWork(database, laterSteps);
  expect(found.toSorted()).toEqual(due.map(({ id }) => id));
  return found.length;
}

/** Mostly nothing: with some of everything, each account would be due for several reasons. */
const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
/** an hour ago, or in an hour */
const moment = fc.constantFrom(-1, 1).map((hours) => new Date(Date.now() + hours * 3_600_000));
const one = <Value>(...values: Value[]) => fc.constantFrom(...values);

const account = fc.record({
  state: one('connected', 'connected', 'connected', 'payment_required'),
  pausedUntil: rarely(moment),
  retryAt: rarely(moment),
  writingPausedAt: rarely(moment),
  leads: one('lead', 'nothing'),
  invoices: one('off', 'off', 'off', 'on'),
  event: rarely(one('received', 'recorded', 'failed')),
  effect: rarely(fc.record({ state: one('open', 'sending', 'uncertain', 'done'), nextAttempt: moment })),
  creation: rarely(fc.record({ state: one('wanted', 'sending', 'uncertain', 'failed'), lookAt: moment })),
  change: rarely(one(true)),
  customers: fc.array(
    fc.record({
      matchState: one(...matchStates.options),
      nextMatchAt: rarely(moment),
      code: one('nobody', 'noLead', 'severalLeads'),
      candidate: one(null, 7),
      notRelevantAt: rarely(moment),
      fact: rarely(
        fc.record({
          planned: fc.boolean(),
          imported: fc.boolean(),
          live: fc.boolean(),
          source: one('webhook', 'import'),
        }),
      ),
    }),
    { maxLength: 2 },
  ),
  lead: rarely(fc.record({ isDeleted: fc.boolean(), removedAt: rarely(moment) })),
  import: rarely(fc.record({ state: one('reading', 'matching', 'planned', 'undoing', 'done'), paused: fc.boolean() })),
  list: rarely(fc.record({ retryAt: rarely(moment), compareAt: moment, comparedFrom: rarely(moment) })),
  invoiceChange: rarely(one(true)),
  element: rarely(
    fc.record({
      state: one('open', 'done', 'deleted', 'failed'),
      isErasure: fc.boolean(),
      nextAttempt: moment,
      checkedAt: moment,
      elementId: one(null, 1n),
      wantedLeadId: one(null, 5n),
    }),
  ),
});
type AccountState = typeof account extends fc.Arbitrary<infer State> ? State : never;

async function store({ prisma }: Pick<Database, 'prisma'>, state: AccountState): Promise<void> {
  const accountId = randomUUID();
  const { pausedUntil, retryAt, writingPausedAt, invoices } = state;
  const settings = { invoices, matching: { createWhenUnmatched: state.leads } };
  await prisma.account.create({
    data: {
      ...{ id: accountId, subdomain: accountId, webhookKey: accountId, state: state.state, settings },
      ...{ pausedUntil, retryAt, writingPausedAt },
    },
  });
  const addEvent = (eventId: string, source: string, eventState: string) =>
    prisma.event.create({
      data: { accountId, eventId, source, state: eventState, type: 'order.completed', payload: '{}' },
    });
  if (state.event !== null) await addEvent('E', 'webhook', state.event);
  if (state.effect !== null) {
    const what = { key: 'k', factKey: 'f', leadId: 1, kind: 'note', content: {}, occurredAt: new Date() };
    await prisma.effect.create({ data: { accountId, ...what, ...state.effect } });
  }
  if (state.creation !== null)
    await prisma.leadCreation.create({ data: { accountId, emailFolded: 'buyer0@firm.example', ...state.creation } });
  if (state.change) await prisma.kommoChange.create({ data: { accountId, entity: 'lead', entityId: 1, gone: false } });
  let customerId: string | null = null;
  for (const [index, { fact, code, candidate, ...columns }] of state.customers.entries()) {
    const email = `buyer${index}@firm.example`;
    const match = { why: { code, params: {} }, candidates: [{ leadId: candidate }] };
    const customer = await prisma.customer.create({
      data: { accountId, identity: email, email, emailFolded: email, match, ...columns },
    });
    customerId = customer.id;
    if (fact === null) continue;
    const stating = await addEvent(`E${index}`, fact.source, 'recorded');
    await prisma.fact.create({
      data: {
        ...{ accountId, factKey: `f${index}`, type: 'order.completed', occurredAt: new Date(), rank: '', customerId },
        ...{
          live: fact.live,
          imported: fact.imported,
          eventRowId: stating.id,
          data: { kind: 'order', state: 'completed' },
        },
        plannedAt: fact.planned ? new Date() : null,
      },
    });
  }
  if (state.lead !== null) {
    const { isDeleted, removedAt } = state.lead;
    const lead = { name: '', pipelineId: 1, statusId: 1, readAt: new Date() };
    await prisma.lead.create({ data: { accountId, leadId: 9, isDeleted, ...lead } });
    if (customerId !== null)
      await prisma.customerLead.create({ data: { accountId, customerId, leadId: 9, reason: 'email', removedAt } });
  }
  if (state.import !== null)
    await prisma.import.create({
      data: { accountId, beginDay: '2026-01-01', endDay: '2026-01-02', cursor: {}, ...state.import },
    });
  if (state.list !== null) await prisma.invoiceList.create({ data: { accountId, ...state.list } });
  if (state.invoiceChange) await prisma.invoiceChange.create({ data: { accountId, kind: 'order', sourceId: 'o' } });
  if (state.element !== null)
    await prisma.invoiceElement.create({
      data: { accountId, kind: 'order', sourceId: 'o', catalogId: 1, wanted: {}, ...state.element },
    });
}

test('exactly the accounts with due work are found, in whatever state, and after changes of their facts', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const states = fc.sample(account, { numRuns: 250, seed: dateSeed });
  for (const state of states) await store(database, state);
  const found = await expectSame(database);
  expect(found).toBeGreaterThan(20);
  expect(found).toBeLessThan(230);
  const clear = () => prisma.$executeRaw`SELECT clear_facts_to_plan("id") FROM "accounts"`;
  await clear();
  expect(await prisma.customer.count({ where: { factsToPlan: false } })).toBeGreaterThan(10);
  await expectSame(database);
  // What was planned is planned again after a replay, what waited is planned, and others are linked.
  await prisma.$executeRaw`UPDATE "facts" SET "planned_at" = CASE WHEN "planned_at" IS NULL THEN now() END`;
  await expectSame(database);
  await clear();
  await prisma.$executeRaw`UPDATE "customers" SET "match_state" = 'linked', "next_match_at" = NULL WHERE "match_state" = 'unmatched'`;
  await expectSame(database);
  await clear();
  await prisma.$executeRaw`
    INSERT INTO "facts" ("account_id", "fact_key", "type", "occurred_at", "live", "customer_id", "event_row_id", "rank", "data")
    SELECT "account_id", 'new ' || "id", 'order.completed', now(), true, "id", 1, '', '{}' FROM "customers" WHERE "identity" LIKE 'buyer0%'`;
  await expectSame(database);
});
