const range = (first: number, last: number) => `BETWEEN ${first} AND ${last}`;

/** Effects that are not done. @param rows a query of account_id, n (a number of its own) and due */
const openEffects = (rows: string) => `
  INSERT INTO effects (id, account_id, key, fact_key, lead_id, kind, content, occurred_at, next_attempt, created_at)
  SELECT pg_temp.id('open', n), account_id, 'open' || n, 'open' || n, 1, 'note', '{"kind":"note","text":"Paid"}', due, due, due FROM (${rows}) r`;

/**
 * Twenty accounts have due work, each kind of it some of them. Thirty more have much that has to wait, because Kommo or a
 * person stopped it: a look for due work must not stumble over that.
 */
export const dueWorkStatements: readonly string[] = [
  `UPDATE events SET state = 'received' WHERE id IN (SELECT max(id) FROM numbered WHERE account ${range(101, 104)} GROUP BY account)`,
  openEffects(`SELECT id AS account_id, n, now() - interval '1 minute' AS due FROM account WHERE n ${range(105, 108)}`),
  `UPDATE customers SET match_state = 'new', next_match_at = now() - interval '1 minute'
   WHERE id IN (SELECT id FROM customer WHERE account ${range(109, 111)} AND k = 1)`,
  `UPDATE facts SET planned_at = NULL WHERE (account_id, fact_key) IN (
     SELECT account_id, 'order.completed:' || order_id FROM fact WHERE account ${range(112, 114)} AND n = 1)`,
  `UPDATE customers SET facts_to_plan = true WHERE id IN (SELECT id FROM customer WHERE account ${range(112, 114)} AND k = 1)`,
  `INSERT INTO kommo_changes (account_id, entity, entity_id, gone) SELECT id, 'lead', n, false FROM account WHERE n ${range(115, 116)}`,
  `INSERT INTO lead_creations (account_id, email_folded, look_at)
   SELECT id, 'new@firm.example', now() - interval '1 minute' FROM account WHERE n ${range(117, 118)}`,
  `UPDATE leads SET is_deleted = true WHERE (account_id, lead_id) = (SELECT account_id, n FROM customer WHERE account = 119 AND n % 20 > 0 LIMIT 1)`,
  `INSERT INTO imports (id, account_id, begin_day, end_day, state, cursor)
   SELECT pg_temp.id('matching', n), id, '2024-01-01', '2024-12-31', 'matching', '{}' FROM account WHERE n = 120`,
  `UPDATE accounts SET state = 'payment_required', paused_until = now() + interval '1 hour' WHERE id IN (SELECT id FROM account WHERE n ${range(201, 220)})`,
  `UPDATE accounts SET writing_paused_at = now() WHERE id IN (SELECT id FROM account WHERE n ${range(221, 230)})`,
  openEffects(
    `SELECT id AS account_id, n * 1000 + i AS n, now() - interval '1 day' AS due FROM account, generate_series(1, 300) i WHERE n ${range(201, 230)}`,
  ),
  `INSERT INTO kommo_changes (account_id, entity, entity_id, gone)
   SELECT id, 'contact', i, false FROM account, generate_series(1, 300) i WHERE n ${range(201, 220)}`,
  `UPDATE customers SET next_match_at = now() + interval '4 minutes'
   WHERE id IN (SELECT id FROM customer WHERE account = 1 AND k <= 1000)`,
];
