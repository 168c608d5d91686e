/** An exported table: one JSON object per row, and in most cases the same columns as CSV. */
export interface ExportedTable {
  /** of its files, without the extension */
  readonly name: string;
  readonly hasCsv: boolean;
  /** SQL for paging: never null, unique, and indexed if there may be many rows */
  readonly key: string;
  readonly keyType: 'text' | 'uuid';
  /** SQL; the table itself is `t` */
  readonly from: string;
  /** SQL of the customer's id, for the export of one person */
  readonly customer: string;
  /** SQL by name, in the order of the CSV */
  readonly columns: Columns;
}

type Columns = Readonly<Record<string, string>>;

/** As ISO 8601 in UTC: Postgres formats moments differently. */
export const moment = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const plain = (...names: readonly string[]) => columnsOf(names, (column) => column);
/** Money as decimal strings, and Kommo's ids: JSON would turn money into floats. */
const text = (...names: readonly string[]) => columnsOf(names, (column) => `${column}::text`);
const moments = (...names: readonly string[]) => columnsOf(names, moment);

/** Columns of `t`, each under the name that it has in JSON: `matchState` is `t.match_state`. */
function columnsOf(names: readonly string[], sqlOf: (column: string) => string): Columns {
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(names.map((name) => [name, sqlOf(`t.${snakeCase(name)}`)]));
}

const withCustomer = (table: string) =>
  `${table} t LEFT JOIN customers c ON c.account_id = t.account_id AND c.id = t.customer_id`;
const ofCustomer = { hasCsv: true, keyType: 'text', customer: 't.customer_id' } as const;

export const exportedTables: readonly ExportedTable[] = [
  {
    ...{ name: 'customers', hasCsv: true, key: 't.id', keyType: 'uuid', from: 'customers t', customer: 't.id' },
    columns: {
      ...plain('id', 'identity', 'email', 'name', 'company', 'country', 'phone', 'matchState'),
      ...moments('matchedAt'),
      ...plain('match'),
      ...moments('lastFactAt', 'createdAt', 'notRelevantAt'),
      ...text('notRelevantBy'),
    },
  },
  {
    ...{ ...ofCustomer, name: 'links', key: `t.customer_id || ' ' || t.lead_id`, from: withCustomer('customer_leads') },
    columns: {
      customer: 'c.identity',
      ...text('leadId', 'contactId'),
      ...plain('reason', 'details', 'confidence'),
      ...moments('since'),
      ...text('linkedBy'),
      ...moments('removedAt'),
      ...text('removedBy'),
    },
  },
  {
    ...{ ...ofCustomer, name: 'orders', key: 't.order_id', from: withCustomer('orders') },
    columns: {
      ...{ id: 't.order_id', customer: 'c.identity' },
      ...plain('reference', 'state', 'kind'),
      ...moments('occurredAt'),
      ...plain('currency'),
      ...text('total', 'tax', 'discount'),
      ...plain('payoutCurrency'),
      ...text('payoutTotal', 'fee', 'payoutNet'),
      ...plain('country', 'invoiceUrl', 'payment', 'items', 'live', 'subscriptionId'),
    },
  },
  {
    ...{ ...ofCustomer, name: 'subscriptions', key: 't.subscription_id', from: withCustomer('subscriptions') },
    columns: {
      ...{ id: 't.subscription_id', customer: 'c.identity' },
      ...plain('state', 'product', 'sku', 'quantity', 'currency'),
      ...text('price', 'monthly'),
      ...plain('interval', 'intervalLength'),
      ...moments('startedAt', 'trialEndsAt', 'nextChargeAt'),
      ...text('nextChargeTotal'),
      ...moments('canceledAt', 'endsAt'),
      ...plain('live'),
    },
  },
  {
    ...{ name: 'refunds', hasCsv: true, key: 't.refund_key', keyType: 'text', customer: 'o.customer_id' },
    from: 'refunds t LEFT JOIN orders o ON o.account_id = t.account_id AND o.order_id = t.order_id',
    columns: {
      key: 't.refund_key',
      ...plain('orderId', 'kind'),
      ...moments('occurredAt'),
      ...plain('currency'),
      ...text('total', 'tax'),
      ...plain('reason', 'reference', 'live'),
    },
  },
  // The state of Kommo's list of invoices, and people's changes of it: this is not in the events either.
  {
    ...{ name: 'invoices', hasCsv: false, key: 't.id', keyType: 'uuid', customer: 'o.customer_id' },
    from: `invoice_elements t LEFT JOIN orders o ON o.account_id = t.account_id AND t.kind = 'order' AND o.order_id = t.source_id`,
    columns: {
      ...plain('kind', 'sourceId'),
      ...text('catalogId', 'elementId'),
      ...plain('wanted', 'written'),
      kept: 'to_jsonb(t.kept)',
      ...text('wantedLeadId', 'leadId'),
      ...plain('state'),
      ...text('kommoUpdatedAt'),
    },
  },
  // The lead on which each fact acted, and what the rules took it for: this is in no event.
  {
    ...{ ...ofCustomer, name: 'facts', hasCsv: false, key: 't.fact_key', from: 'facts t' },
    columns: { key: 't.fact_key', ...text('leadId'), ...moments('plannedAt'), ...plain('purchase') },
  },
];
