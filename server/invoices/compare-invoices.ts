import { elementsPerRead } from '../kommo/limits.ts';
import type { Transaction } from '../platform/database/database.ts';
import { type InvoiceList, Prisma } from '../platform/database/generated/client.ts';
import { nextNight } from '../platform/time/nights.ts';
import { minute } from '../platform/time/units.ts';
import { toRow } from './invoice-rows.ts';
import type { InvoiceRun } from './invoice-run.ts';
import { readElements } from './read-elements.ts';
import { noSearch } from './search-invoices.ts';

/** ms; an account may have a hundred thousand orders */
const transactionTimeout = 2 * minute;

/**
 * Starts a full comparison: each order and payment link is checked again, and each invoice is read again from Kommo.
 * Invoices of another list are forgotten: a person has deleted that list with all its invoices.
 * @returns the list as it is now
 */
export async function startComparison(
  { run, shape }: InvoiceRun,
  before: Pick<InvoiceList, 'catalogId'> | null,
): Promise<InvoiceList> {
  const { prisma, accountId, account } = run;
  const now = new Date(run.now());
  const compareAt = new Date(nextNight(run.now(), account.timeZone));
  const begin = async (transaction: Transaction): Promise<InvoiceList> => {
    const { count } = await transaction.invoiceElement.deleteMany({
      where: { accountId, catalogId: { not: shape.listId } },
    });
    await transaction.invoiceElement.updateMany({
      where: { accountId, state: 'failed' },
      data: { state: 'open', attempts: 0, nextAttempt: now },
    });
    await transaction.$executeRaw`
      INSERT INTO "invoice_changes" ("account_id", "kind", "source_id")
      SELECT o."account_id", 'order', o."order_id" FROM "orders" o
        WHERE o."account_id" = ${accountId}::uuid AND o."live" AND EXISTS (SELECT FROM "customer_leads" l
          WHERE l."account_id" = o."account_id" AND l."customer_id" = o."customer_id" AND l."removed_at" IS NULL)
      UNION SELECT l."account_id", 'payment_link', l."id"::text FROM "payment_links" l
        WHERE l."account_id" = ${accountId}::uuid
      UNION SELECT e."account_id", e."kind", e."source_id" FROM "invoice_elements" e
        WHERE e."account_id" = ${accountId}::uuid`;
    const isSameList = before !== null && Number(before.catalogId) === shape.listId;
    const state = {
      ...{ catalogId: shape.listId, compareAt, comparedFrom: now, problem: Prisma.DbNull, retryAt: null },
      ...(!isSameList && noSearch),
    };
    return transaction.invoiceList.upsert({
      where: { accountId },
      create: { accountId, ...state },
      update: { ...state, ...(count > 0 && { isSearched: false }) },
    });
  };
  return prisma.$transaction(begin, { timeout: transactionTimeout });
}

/** A person requests it; a problem with the list may have been fixed. */
export async function compareInvoicesNow(transaction: Transaction, accountId: string, now: number): Promise<void> {
  await transaction.invoiceList.updateMany({
    where: { accountId },
    data: { compareAt: new Date(now), retryAt: null },
  });
}

/**
 * Reads some more of the invoices in Kommo that were not read since the comparison began. This includes deleted ones:
 * one that reappears, because Kommo did not show it for a while, is kept up to date again.
 * @returns whether there were any
 */
export async function compareInvoices(context: InvoiceRun, { comparedFrom }: InvoiceList): Promise<boolean> {
  const { prisma, accountId } = context.run;
  if (comparedFrom === null) return false;
  const unread = await prisma.invoiceElement.findMany({
    where: {
      accountId,
      state: { in: ['done', 'deleted'] },
      elementId: { not: null },
      checkedAt: { lt: comparedFrom },
    },
    orderBy: { checkedAt: 'asc' },
    take: elementsPerRead,
  });
  if (unread.length > 0) await readElements(context, unread.map(toRow));
  return unread.length > 0;
}
