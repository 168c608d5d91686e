/** A table with rows of accounts, and the statement that deletes some rows of one account. */
export interface AccountTable {
  readonly name: string;
  /** deletes at most $2 rows of the account $1 */
  readonly deleteSome: string;
}

/**
 * Every table with data of an account, in the order of deletion: a table that refers to an account only through another
 * table comes before that one. The test of this file fails if a table is missing here.
 */
export const accountTables: readonly AccountTable[] = [
  ofAccount('kommo_tokens'),
  {
    name: 'event_payloads',
    // By its key: two partitions may have rows at the same place.
    deleteSome: `DELETE FROM "event_payloads" WHERE ("account_id", "event_row_id", "received_at") IN (
      SELECT "account_id", "event_row_id", "received_at" FROM "event_payloads" WHERE "account_id" = $1::uuid LIMIT $2::int)`,
  },
  ofAccount('events'),
  ofAccount('effects'),
  ofAccount('facts'),
  ofAccount('orders'),
  ofAccount('refunds'),
  ofAccount('subscriptions'),
  ofAccount('customer_leads'),
  ofAccount('customers'),
  ofAccount('lead_creations'),
  ofAccount('leads'),
  ofAccount('payment_links'),
  ofAccount('invoice_changes'),
  ofAccount('invoice_elements'),
  ofAccount('invoice_lists'),
  ofAccount('import_items'),
  ofAccount('import_customers'),
  ofAccount('imports'),
  ofAccount('reconciliation_listed'),
  ofAccount('reconciliations'),
  ofAccount('fastspring_account_lookups'),
  ofAccount('fastspring_order_lookups'),
  ofAccount('fastspring_connections'),
  ofAccount('kommo_changes'),
  ofAccount('kommo_webhooks'),
  ofAccount('kommo_memory'),
  ofAccount('former_webhook_keys'),
  ofAccount('refused_webhooks'),
  ofAccount('alarm_messages'),
  ofAccount('alarms'),
  ofAccount('audit_entries'),
  ofAccount('erasures'),
  ofAccount('erased_people'),
];

/** Tables that keep no data of an account for longer than a day, and `accounts` itself. */
export const otherTables: readonly string[] = [
  '_prisma_migrations',
  'accounts',
  'outgoing_requests',
  'pending_installs',
  'service_secrets',
  'settled_counts',
];

function ofAccount(name: string): AccountTable {
  return { name, deleteSome: deletion(name, '"account_id" = $1::uuid') };
}

function deletion(name: string, where: string): string {
  return `DELETE FROM "${name}" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "${name}" WHERE ${where} LIMIT $2::int))`;
}
