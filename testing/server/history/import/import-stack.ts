import { createLeadFields } from '../../../../server/delivery/leads/create-lead-fields.ts';
import { importQueue } from '../../../../server/history/import/import-queue.ts';
import { startImport } from '../../../../server/history/import/import-requests.ts';
import type { Import } from '../../../../server/platform/database/generated/client.ts';
import { readStoredRows } from '../../../../server/recording/rebuild/rows.ts';
import { isLedgerField, ledgerFields } from '../../../../server/rules/settings/ledger-fields.ts';
import { addCustomer, addProduct, purchase, refund, renew, type Store } from '../../../sandbox/fastspring/index.ts';
import { workOnDue } from '../../platform/jobs/queues.ts';
import { type ReconciliationStack, startReconciliationStack } from '../reconciliation/reconciliation-stack.ts';

/** A store with months of sales and a Kommo that knows some of the buyers, with the import between them. */
export interface ImportStack extends ReconciliationStack {
  readonly begin: () => Promise<Import>;
  /** reads and works until the import waits for a person or is over */
  readonly goOn: () => Promise<Import>;
  readonly current: () => Promise<Import>;
  /** the ledger by subject, without the columns that depend on the storing */
  readonly ledger: () => Promise<object>;
  /** the custom fields of every lead */
  readonly fields: () => readonly (readonly unknown[])[];
  /** leads of the buyers that Kommo knows, in their order */
  readonly deals: readonly number[];
}

const dayMs = 86_400_000;

export interface Sizes {
  readonly customers: number;
  /** the number of buyers with a contact and a lead in Kommo */
  readonly known: number;
}

export async function startImportStack(sizes: Sizes): Promise<ImportStack> {
  const stack = await startReconciliationStack();
  const { prisma, database, accountId, sandbox, fastspring, now } = stack;
  sell(fastspring.store, sizes.customers);
  const deals: number[] = [];
  for (let index = 0; index < sizes.known; index += 1) {
    const contact = sandbox.addContact({ name: `Buyer ${index}`, emails: [emailOf(index)] });
    deals.push(sandbox.addLead({ name: `Deal ${index}`, contactIds: [contact.id] }).id);
  }
  await stack.work();
  const uses = Object.keys(ledgerFields).filter(isLedgerField);
  const made = await createLeadFields(
    stack.kommo.forAccount(accountId, 'interactive'),
    uses.map((use) => ({ use, name: use })),
  );
  await stack.saveSettings({ fields: Object.fromEntries(made.map(({ use, fieldId }) => [use, fieldId])) });
  stack.passTime(60_000);

  const queue = importQueue(stack.reconciling);
  const current = () => prisma.import.findFirstOrThrow({ where: { accountId }, orderBy: { createdAt: 'desc' } });
  return {
    ...stack,
    deals,
    current,
    begin: () => startImport(database, accountId, { begin: dayOf(now() - 120 * dayMs), end: dayOf(now()) }, 5, now()),
    goOn: async () => {
      for (;;) {
        await workOnDue(queue);
        await stack.workThroughFailures();
        const row = await current();
        if (['planned', 'done', 'undone', 'canceled'].includes(row.state)) return row;
      }
    },
    ledger: () =>
      prisma.$transaction(async (transaction) => {
        const { facts: _, ...rows } = await readStoredRows(transaction, accountId);
        return Object.fromEntries(Object.entries(rows).map(([name, table]) => [name, Object.fromEntries(table)]));
      }),
    fields: () =>
      deals.map((id) => sandbox.lead(id).fields.map(({ field_name, values }) => [field_name, values[0]?.value])),
  };
}

export const emailOf = (index: number): string => `buyer${index}@firm${index}.example`;

/** Each buys once, some months ago; every second one renews, every fifth gets a partial refund. */
function sell(store: Store, customers: number): void {
  const prices = { EUR: '100.00', USD: '109.00' };
  const plan = addProduct(store, {
    path: 'plan',
    name: 'Plan',
    sku: 'PLAN',
    prices,
    interval: { unit: 'month', length: 1 },
  });
  const book = addProduct(store, { path: 'book', name: 'Book', sku: null, prices, interval: null });
  for (let index = 0; index < customers; index += 1) {
    const customer = addCustomer(store, { first: 'Buyer', last: String(index), email: emailOf(index) });
    const at = store.clock.now() - (40 + (index % 300)) * dayMs;
    const product = index % 2 === 0 ? plan : book;
    const { order, subscriptions } = purchase(store, { customer, lines: [{ product, quantity: 1 }], at });
    const [subscription] = subscriptions;
    if (subscription !== undefined) renew(store, subscription);
    if (index % 5 === 0) refund(store, order, { amount: '11.90', at: at + dayMs });
  }
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
