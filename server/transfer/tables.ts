/** An exported table: one JSON object per row, and the same columns as CSV. */
export interface ExportedTable {
  /** of its files, without the extension */
  readonly name: string;
  /** whether there is also a CSV */
  readonly csv: boolean;
  /** the key for paging; never null, unique, and indexed if there may be many rows */
  readonly key: string;
  readonly keyType: 'text' | 'uuid';
  /** SQL after SELECT that gives `key` and `row` (jsonb); $1 is the account, and `{where}` the condition */
  readonly select: string;
  /** the customer's id in the query, for the export of one person */
  readonly customer: string;
}

/**
 * Money as decimal strings, moments as ISO 8601 in UTC: JSON would turn money into floats, and Postgres formats moments
 * differently.
 */
export const moment = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function rowOf(columns: Readonly<Record<string, string>>): string {
  return `jsonb_build_object(${Object.entries(columns)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')})`;
}

interface Definition {
  readonly name: string;
  readonly csv: boolean;
  readonly key: string;
  readonly keyType?: ExportedTable['keyType'];
  readonly from: string;
  readonly account: string;
  readonly customer: string;
  readonly columns: Readonly<Record<string, string>>;
}

function table({ name, csv, key, keyType = 'text', from, account, customer, columns }: Definition): ExportedTable & {
  readonly columns: readonly string[];
} {
  const select = `SELECT (${key})::text AS key, ${rowOf(columns)} AS row FROM ${from} WHERE ${account} = $1::uuid AND {where}`;
  return { name, csv, key, keyType, customer, select, columns: Object.keys(columns) };
}

const withCustomer = (alias: string, name: string) =>
  `${name} ${alias} LEFT JOIN customers c ON c.id = ${alias}.customer_id`;

export const exportedTables = [
  table({
    ...{
      name: 'customers',
      csv: true,
      key: 'c.id',
      keyType: 'uuid',
      from: 'customers c',
      account: 'c.account_id',
      customer: 'c.id',
    },
    columns: {
      id: 'c.id',
      identity: 'c.identity',
      email: 'c.email',
      name: 'c.name',
      company: 'c.company',
      country: 'c.country',
      phone: 'c.phone',
      matchState: 'c.match_state',
      matchedAt: moment('c.matched_at'),
      match: 'c.match',
      lastFactAt: moment('c.last_fact_at'),
      createdAt: moment('c.created_at'),
    },
  }),
  table({
    ...{ name: 'links', csv: true, key: `l.customer_id || ' ' || l.lead_id`, account: 'l.account_id' },
    ...{ from: withCustomer('l', 'customer_leads'), customer: 'l.customer_id' },
    columns: {
      customer: 'c.identity',
      leadId: 'l.lead_id::text',
      contactId: 'l.contact_id::text',
      reason: 'l.reason',
      details: 'l.details',
      confidence: 'l.confidence',
      since: moment('l.since'),
      linkedBy: 'l.linked_by::text',
      removedAt: moment('l.removed_at'),
      removedBy: 'l.removed_by::text',
    },
  }),
  table({
    ...{ name: 'orders', csv: true, key: 'o.order_id', account: 'o.account_id' },
    ...{ from: withCustomer('o', 'orders'), customer: 'o.customer_id' },
    columns: {
      id: 'o.order_id',
      customer: 'c.identity',
      reference: 'o.reference',
      state: 'o.state',
      kind: 'o.kind',
      occurredAt: moment('o.occurred_at'),
      currency: 'o.currency',
      total: 'o.total::text',
      tax: 'o.tax::text',
      discount: 'o.discount::text',
      payoutCurrency: 'o.payout_currency',
      payoutTotal: 'o.payout_total::text',
      fee: 'o.fee::text',
      payoutNet: 'o.payout_net::text',
      country: 'o.country',
      invoiceUrl: 'o.invoice_url',
      payment: 'o.payment',
      items: 'o.items',
      live: 'o.live',
      subscriptionId: 'o.subscription_id',
    },
  }),
  table({
    ...{ name: 'subscriptions', csv: true, key: 's.subscription_id', account: 's.account_id' },
    ...{ from: withCustomer('s', 'subscriptions'), customer: 's.customer_id' },
    columns: {
      id: 's.subscription_id',
      customer: 'c.identity',
      state: 's.state',
      product: 's.product',
      sku: 's.sku',
      quantity: 's.quantity',
      currency: 's.currency',
      price: 's.price::text',
      monthly: 's.monthly::text',
      interval: 's.interval',
      intervalLength: 's.interval_length',
      startedAt: moment('s.started_at'),
      trialEndsAt: moment('s.trial_ends_at'),
      nextChargeAt: moment('s.next_charge_at'),
      nextChargeTotal: 's.next_charge_total::text',
      canceledAt: moment('s.canceled_at'),
      endsAt: moment('s.ends_at'),
      live: 's.live',
    },
  }),
  table({
    ...{ name: 'refunds', csv: true, key: 'r.refund_key', account: 'r.account_id', customer: 'o.customer_id' },
    from: 'refunds r LEFT JOIN orders o ON o.account_id = r.account_id AND o.order_id = r.order_id',
    columns: {
      key: 'r.refund_key',
      orderId: 'r.order_id',
      kind: 'r.kind',
      occurredAt: moment('r.occurred_at'),
      currency: 'r.currency',
      total: 'r.total::text',
      tax: 'r.tax::text',
      reason: 'r.reason',
      reference: 'r.reference',
      live: 'r.live',
    },
  }),
  // The state of Kommo's list of invoices, and people's changes of it: this is not in the events either.
  table({
    ...{ name: 'invoices', csv: false, key: 'e.id', keyType: 'uuid', account: 'e.account_id' },
    from: `invoice_elements e LEFT JOIN orders o ON o.account_id = e.account_id AND e.kind = 'order' AND o.order_id = e.source_id`,
    customer: 'o.customer_id',
    columns: {
      kind: 'e.kind',
      sourceId: 'e.source_id',
      catalogId: 'e.catalog_id::text',
      elementId: 'e.element_id::text',
      wanted: 'e.wanted',
      written: 'e.written',
      kept: 'to_jsonb(e.kept)',
      wantedLeadId: 'e.wanted_lead_id::text',
      leadId: 'e.lead_id::text',
      state: 'e.state',
      kommoUpdatedAt: 'e.kommo_updated_at::text',
    },
  }),
  // The lead on which each fact acted: this is in no event.
  table({
    ...{ name: 'facts', csv: false, key: 'f.fact_key', from: 'facts f', account: 'f.account_id' },
    customer: 'f.customer_id',
    columns: { key: 'f.fact_key', leadId: 'f.lead_id::text', plannedAt: moment('f.planned_at') },
  }),
];
