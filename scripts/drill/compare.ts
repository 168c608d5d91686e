import pg from 'pg';

/** What has to be the same in the restored database. */
const tables = [
  ...['events', 'facts', 'orders', 'subscriptions', 'refunds', 'customers', 'customer_leads', 'leads', 'effects'],
  ...['event_payloads', 'service_secrets', 'audit_entries'],
];

/** The number of rows, and a digest of them, of each table that holds payments. */
export function readTables(url: string): Promise<ReadonlyMap<string, string>> {
  return withClient(url, async (client) => {
    const found = new Map<string, string>();
    for (const table of tables) {
      const { rows } = await client.query<{ text: string }>(
        `SELECT count(*) || ' rows, ' || coalesce(left(md5(string_agg(r::text, '|' ORDER BY r::text)), 8), 'none') AS text
         FROM ${client.escapeIdentifier(table)} r`,
      );
      found.set(table, rows[0]?.text ?? '');
    }
    return found;
  });
}

/** Whether the service has searched for every customer's lead. The search changes the customer's row last of all. */
export function hasSearchedForAll(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM customers WHERE next_match_at <= now()');
    return rowCount === 0;
  });
}

async function withClient<Answer>(url: string, ask: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
