import type { sizes } from './sizes.ts';

/** Accounts and their books, from the largest number of rows that belong together to what refers to them. */
export function ledgerStatements({ accounts, events, customers, facts }: typeof sizes): readonly string[] {
  const eventsOfSmall = Math.round(events.small / (accounts - 1));
  return [
    `CREATE TEMP TABLE account AS SELECT n, pg_temp.id('account', n) AS id, n = 1 AS large FROM generate_series(1, ${accounts}) n`,
    // A tenth makes leads for customers without one, a tenth keeps Kommo's list of invoices.
    `INSERT INTO accounts (id, kommo_account_id, subdomain, webhook_key, currency, api_username, settings, installed_at)
     SELECT id, 30000000 + n, 'account' || n, 'key' || n, 'EUR', CASE WHEN n % 2 = 1 THEN 'user' END,
       jsonb_build_object('matching', jsonb_build_object('createWhenUnmatched',
           CASE WHEN n % 10 = 3 THEN 'lead' ELSE 'nothing' END, 'byCompanyDomain', 'suggest'),
         'invoices', CASE WHEN n % 10 = 2 THEN 'on' ELSE 'off' END, 'rules', ${rules}), now() - interval '1 year'
     FROM account`,
    `CREATE TEMP TABLE customer AS
     SELECT row_number() OVER () AS n, a.n AS account, a.id AS account_id, k, NOT (a.large AND k <= ${customers.withoutLead}) AS linked,
       CASE WHEN a.large THEN ${facts.largeCustomer} ELSE ${facts.smallCustomer} END AS facts
     FROM account a, generate_series(1, CASE WHEN a.large THEN ${customers.large} ELSE ${customers.small} END) k`,
    `ALTER TABLE customer ADD id uuid; UPDATE customer SET id = pg_temp.id('customer', n)`,
    `INSERT INTO customers (id, account_id, identity, fastspring_account_id, email, email_folded, name, company, country,
       match_state, matched_at, next_match_at, match, last_fact_at, facts_to_plan)
     SELECT id, account_id, 'account:' || md5(n::text), md5(n::text), ${email}, ${email}, 'Buyer ' || n, 'Firm ' || n % 9000, 'DE',
       CASE WHEN linked THEN 'linked' ELSE 'unmatched' END, now() - interval '1 hour', NULL,
       CASE WHEN NOT linked THEN ${match} END, now() - (n % 300) * interval '1 day' - n * interval '1 second',
       NOT linked
     FROM customer`,
    `CREATE TEMP TABLE fact AS SELECT row_number() OVER (PARTITION BY account ORDER BY k, j) AS n, account, account_id, id AS customer_id, n AS customer,
       linked, md5('order' || c.n || '/' || j) AS order_id FROM customer c, generate_series(1, facts) j`,
    `CREATE TEMP TABLE numbered AS
     SELECT row_number() OVER (ORDER BY i::float / of, account) AS id, account, account_id, i, of, i::float / of AS at FROM (
       SELECT n AS account, id AS account_id, CASE WHEN large THEN ${events.large} ELSE ${eventsOfSmall} END AS of FROM account) a,
       generate_series(1, a.of) i`,
    'CREATE INDEX ON fact (account, n); CREATE TEMP TABLE facts_of AS SELECT account, count(*) AS facts FROM fact GROUP BY account; ANALYZE fact, facts_of, numbered',
    insertEvents,
    `SELECT add_payload_month(now() - n * interval '1 month') FROM generate_series(0, 13) n`,
    `INSERT INTO event_payloads (account_id, event_row_id, received_at, bytes, packed)
     SELECT account_id, id, received_at, bytes, packed FROM events, sample ORDER BY id`,
    `SELECT setval('events_id_seq', (SELECT max(id) FROM events))`,
    `INSERT INTO facts (account_id, fact_key, type, occurred_at, live, order_id, fastspring_account_id, customer_id, event_row_id,
       rank, data, lead_id, planned_at)
     SELECT f.account_id, 'order.completed:' || order_id, 'order.completed', ${moment('e.at')}, true, order_id, md5(f.customer::text), customer_id,
       e.id, lpad(e.id::text, 12, '0'), replace(s.fact::text, 'ORDER', order_id)::jsonb, CASE WHEN linked THEN customer END,
       CASE WHEN linked THEN ${moment('e.at')} END
     FROM numbered e JOIN fact f ON f.account = e.account AND f.n = e.i, sample s ORDER BY e.id`,
    `INSERT INTO orders (account_id, order_id, customer_id, reference, state, kind, occurred_at, currency, total, tax, discount, payout_currency,
       payout_total, country, invoice_url, payment, items, live)
     SELECT f.account_id, order_id, customer_id, 'BLU' || e.id, 'completed', 'purchase', ${moment('e.at')}, 'EUR', 119, CASE WHEN e.id % 50 > 0 THEN 19 END, 0,
       'USD', 129.71, 'DE', s.fact #>> '{order,invoiceUrl}', s.fact #> '{order,payment}', s.fact #> '{order,items}', true
     FROM numbered e JOIN fact f ON f.account = e.account AND f.n = e.i, sample s ORDER BY e.id`,
    `INSERT INTO leads (account_id, lead_id, name, pipeline_id, status_id, is_deleted, read_at)
     SELECT account_id, n, 'Deal ' || n, 7, 142, n % 20 = 0, now() FROM customer WHERE linked`,
    `INSERT INTO customer_leads (account_id, customer_id, lead_id, contact_id, reason, removed_at)
     SELECT account_id, id, n + shift, n, 'email', CASE WHEN shift = 0 AND n % 20 = 0 THEN now() END
     FROM customer, (VALUES (0), (1)) other (shift) WHERE linked AND (shift = 0 OR n % 20 = 0)`,
    `INSERT INTO subscriptions (account_id, subscription_id, customer_id, state, product, quantity, currency, price, monthly, "interval",
       interval_length, changed_at, live)
     SELECT account_id, md5('subscription' || n), id, 'active', 'Team plan', 1, 'EUR', 100, 100, 'month', 1, now(), true
     FROM customer WHERE n % 3 = 0`,
    insertEffects,
  ];
}

const rules = `'[{"on":"order.completed","moveTo":{"pipelineId":7,"statusId":142},"setPrice":true}]'::jsonb`;

const email = `'buyer' || n || CASE n % 4 WHEN 0 THEN '@mailbox.example' ELSE '@firm' || n % 9000 || '.example' END`;

/** A third matches nobody; of the others a person has to choose one of several leads. */
const match = `jsonb_build_object('why', CASE WHEN n % 3 = 0
    THEN jsonb_build_object('code', 'nobody', 'params', jsonb_build_object('email', ${email}))
    ELSE '{"code":"severalLeads","params":{"count":2}}' END,
  'candidates', CASE WHEN n % 3 = 0 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object('leadId', n, 'contactId', n, 'companyId', NULL,
    'reason', 'email', 'confidence', 90, 'details', jsonb_build_object('contact', 'Buyer ' || n))) END)`;

const moment = (part: string) => `now() - interval '3 minutes' - (1 - ${part}) * interval '364 days'`;

/**
 * The first events of an account state its facts; the later ones report them again, or were not understood. A tenth was
 * imported, and some are tests.
 */
const insertEvents = `
  INSERT INTO events (id, account_id, event_id, type, live, created_at, source, received_at, state, reason, fact_keys,
    reader_version, is_repeat)
  SELECT e.id, e.account_id, 'EV' || upper(md5(e.id::text)),
    CASE WHEN what = 'unknown' THEN 'coupon.redeemed' WHEN e.i <= o.facts OR e.i % 2 = 0 THEN 'order.completed' ELSE 'payoutEntry.created' END,
    e.i % 20 > 0, ${moment('e.at')}, CASE e.i % 20 WHEN 7 THEN 'reconciliation' WHEN 8 THEN 'import' WHEN 9 THEN 'import' ELSE 'webhook' END, ${moment('e.at')}, what,
    CASE WHEN what IN ('failed', 'unreadable') THEN '{"code":"notPlanned"}'::jsonb END,
    CASE WHEN what IN ('recorded', 'failed') THEN ARRAY['order.completed:' || f.order_id] ELSE '{}' END, 1000, e.i > o.facts AND e.i % 4 < 2
  FROM numbered e JOIN facts_of o ON o.account = e.account
  JOIN fact f ON f.account = e.account AND f.n = (e.i - 1) % o.facts + 1
  CROSS JOIN LATERAL (SELECT CASE WHEN e.i <= o.facts THEN 'recorded' WHEN e.i % 11 = 0 THEN 'unknown'
    WHEN e.i % 301 = 0 THEN 'unreadable' WHEN e.i % 302 = 0 THEN 'failed' ELSE 'recorded' END AS what) w ORDER BY e.id`;

/** A note for each planned fact; of some also a move that was left out, or that Kommo refuses. */
const insertEffects = `
  INSERT INTO effects (id, account_id, key, fact_key, lead_id, kind, content, occurred_at, state, attempts, next_attempt, sent_at, done_at,
    last_error, created_at)
  SELECT pg_temp.id(kind, e.id), f.account_id, f.fact_key || '|' || kind, f.fact_key, f.lead_id, kind,
    jsonb_build_object('kind', kind, 'text', 'Payment of 119.00 € received for Book'), f.occurred_at, state, 1, f.occurred_at, f.occurred_at,
    CASE WHEN state = 'done' THEN f.occurred_at END, CASE WHEN state <> 'done' THEN 'Kommo refused it' END, f.occurred_at
  FROM facts f JOIN numbered e ON e.id = f.event_row_id CROSS JOIN LATERAL (SELECT 'note' AS kind, 'done' AS state
    UNION ALL SELECT 'move', CASE WHEN e.id % 10 = 0 THEN 'skipped' ELSE 'failed' END
    WHERE e.id % 10 = 0 OR e.id % CASE WHEN e.account = 1 THEN 12 ELSE 400 END = 1) x
  WHERE f.planned_at IS NOT NULL ORDER BY e.id`;
