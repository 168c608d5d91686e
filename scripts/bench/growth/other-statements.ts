/** What each account has beside its books. */
export const otherStatements: readonly string[] = [
  `INSERT INTO kommo_tokens (account_id, access_token, refresh_token, expires_at, refreshed_at)
   SELECT id, repeat('a', 900), repeat('r', 900), now() + interval '1 day', now() - (n % 300 = 0)::int * interval '15 days' FROM account`,
  `INSERT INTO kommo_webhooks (account_id, key, state, next_attempt)
   SELECT id, 'kommo' || n, 'registered', now() + interval '1 hour' FROM account`,
  `INSERT INTO fastspring_connections (account_id, credentials_mark, state)
   SELECT id, 'mark', 'working' FROM account WHERE n % 2 = 1`,
  `INSERT INTO reconciliations (account_id, news_since, catch_up_at, comparison_at, comparison)
   SELECT id, now() - interval '1 year', now() + interval '1 hour', now() + interval '5 hours',
     jsonb_build_object('checkedAt', now(), 'agrees', n % 9 > 0, 'problem', NULL, 'fastspring', '{"orders":40,"totals":{"EUR":"4760"},"activeSubscriptions":2}'::jsonb,
       'differences', (SELECT jsonb_agg(jsonb_build_object('id', md5(n::text || d), 'kind', 'order', 'cause', 'not_delivered')) FROM generate_series(1, 20) d))
   FROM account`,
  `INSERT INTO invoice_lists (account_id, catalog_id, is_searched, compare_at, compared_from)
   SELECT id, n, true, now() + interval '5 hours', now() - interval '20 hours' FROM account WHERE n % 10 = 2`,
  `INSERT INTO invoice_elements (id, account_id, kind, source_id, catalog_id, element_id, wanted, written, wanted_lead_id, lead_id, state, next_attempt, checked_at)
   SELECT pg_temp.id('invoice', f.account * 100 + f.n), f.account_id, 'order', f.order_id, f.account, f.account * 100 + f.n, '{"name":"Invoice"}', '{"name":"Invoice"}',
     f.customer, f.customer, 'done', now() - interval '30 days', now() - interval '19 hours' FROM fact f WHERE f.account % 10 = 2`,
  `INSERT INTO lead_creations (account_id, email_folded, state, look_at, done_at)
   SELECT c.account_id, c.email_folded, 'failed', now() - interval '30 days', now() - interval '30 days'
   FROM customers c JOIN customer n ON n.id = c.id WHERE n.account % 10 = 3 AND n.k = 1`,
  `INSERT INTO alarms (id, account_id, code, since, figures, noticed_at, ended_at)
   SELECT pg_temp.id('alarm', n), id, 'token_age', now() - interval '40 days', '{}', now() - interval '40 days', now() - interval '20 days'
   FROM account WHERE n % 2 = 0`,
  `INSERT INTO alarm_messages (account_id, alarm_id, kind, channel, state, next_attempt, created_at, sent_at)
   SELECT account_id, id, kind, 'operator_email', 'sent', noticed_at, noticed_at, noticed_at FROM alarms, (VALUES ('begun'), ('ended')) k (kind)`,
  `INSERT INTO imports (id, account_id, begin_day, end_day, state, cursor, created_at, ended_at)
   SELECT pg_temp.id('import', n), id, '2024-01-01', '2024-12-31', 'done', '{}', now() - interval '200 days', now() - interval '200 days'
   FROM account WHERE n % 2 = 0`,
  `INSERT INTO erasures (id, account_id, stub, step, created_at, done_at)
   SELECT pg_temp.id('erasure', n), id, 'erased-' || n, 'done', now() - interval '90 days', now() - interval '90 days' FROM account WHERE n % 5 = 0`,
  `INSERT INTO fastspring_order_lookups (account_id, order_id, next_attempt)
   SELECT account_id, order_id, now() + interval '5 days' FROM orders WHERE tax IS NULL`,
];
