/** A table with rows of accounts, and how some of an account's rows are deleted. */
export interface AccountTable {
  readonly name: string;
  /** deletes at most $2 rows of the account $1 */
  readonly deleteSome: string;
}

/**
 * Every table that holds something of an account, in the order in which an account is deleted: what names an account only
 * by way of another table stands before that table. A table that is missing here fails the test of this file.
 */
export const accountTables: readonly AccountTable[] = [
  ofAccount('kommo_tokens'),
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
  ofImport('import_items'),
  ofImport('import_customers'),
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
  ofAccount('alarm_messages'),
  ofAccount('alarms'),
  ofAccount('audit_entries'),
  ofAccount('erasures'),
  ofAccount('erased_people'),
];

/** Tables that hold nothing of an account that outlives a day, and `accounts` itself. */
export const otherTables: readonly string[] = [
  '_prisma_migrations',
  'accounts',
  'outgoing_requests',
  'pending_installs',
  'service_secrets',
];

function ofAccount(name: string): AccountTable {
  return { name, deleteSome: deletion(name, '"account_id" = $1::uuid') };
}

function ofImport(name: string): AccountTable {
  const imports = 'SELECT "id" FROM "imports" WHERE "account_id" = $1::uuid';
  return { name, deleteSome: deletion(name, `"import_id" IN (${imports})`) };
}

function deletion(name: string, where: string): string {
  return `DELETE FROM "${name}" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "${name}" WHERE ${where} LIMIT $2::int))`;
}
