import { z } from 'zod';
import type { KommoElement } from '../kommo/api/element-requests.ts';
import type { InvoiceList } from '../platform/database/generated/client.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { findMarker, markersOf } from '../rules/planning/marker.ts';
import { elementKey } from './element-fields.ts';
import { keyOf } from './invoice-rows.ts';
import { dueNow, type InvoiceRun } from './invoice-run.ts';

/** Between the rounds the account's job delivers new payments. */
const pagesPerRound = 5;
/** A million elements: an endless list would be read forever. */
const pagesAtMost = 4_000;

/** No search; the next one starts at the first page of the list. */
export const noSearch = { searchBegan: null, searchNext: null, searchPages: 0 } as const;

/**
 * Finds the invoices that are already in the list, by their marks: Kommo forgets the `request_id` of created elements.
 * The whole list is read, because Kommo does not document how its search treats a mark. It reads a few pages each time,
 * and an interrupted search continues where it stopped. Invoices that became uncertain since it began wait for the next
 * one.
 * @returns whether the search continues, is finished, or was not needed
 */
export async function searchInvoices(
  context: InvoiceRun,
  list: InvoiceList | null,
): Promise<'goes on' | 'over' | 'not needed' | 'endless'> {
  const { kommo } = context.run;
  const search = list?.searchBegan == null ? await begin(context) : { ...list, searchBegan: list.searchBegan };
  if (search === null) return 'not needed';
  const { searchBegan } = search;
  let next = search.searchNext;
  for (let page = 1; page <= pagesPerRound; page += 1) {
    const read = await kommo.readElementPage(context.shape.listId, next ?? undefined);
    await noteFound(context, searchBegan, read.items);
    if (read.next === null) {
      await end(context, searchBegan);
      return 'over';
    }
    next = read.next;
    await keep(context, { searchBegan, searchNext: next, searchPages: search.searchPages + page });
  }
  return search.searchPages >= pagesAtMost ? 'endless' : 'goes on';
}

async function begin(context: InvoiceRun) {
  const { prisma, now } = context.run;
  const due = await prisma.invoiceElement.findFirst({ where: { ...dueNow(context), state: 'uncertain' } });
  return due === null ? null : { ...noSearch, searchBegan: new Date(now()) };
}

function keep({ run: { prisma, accountId } }: InvoiceRun, state: Pick<InvoiceList, keyof typeof noSearch>) {
  return prisma.invoiceList.upsert({ where: { accountId }, create: { accountId, ...state }, update: state });
}

async function noteFound(context: InvoiceRun, began: Date, elements: readonly KommoElement[]): Promise<void> {
  const { prisma, accountId } = context.run;
  const marked = new Map(
    elements.flatMap(({ id, name, is_deleted: isDeleted }) => {
      const mark = isDeleted === true ? null : findMarker(name);
      return mark === null ? [] : [[mark, id] as const];
    }),
  );
  if (marked.size === 0) return;
  const rows = await readSearchedFor(context, began);
  const found = rows.flatMap(({ id, kind, source_id: sourceId, link_id: linkId }) => {
    const keys = [elementKey(kind, sourceId), ...(linkId === null ? [] : [elementKey('payment_link', linkId)])];
    const [elementId] = keys.flatMap(markersOf).flatMap((mark) => marked.get(mark) ?? []);
    return elementId === undefined ? [] : [{ id, elementId }];
  });
  await prisma.$transaction(
    found.map(({ id, elementId }) =>
      prisma.invoiceElement.update({
        where: keyOf({ accountId, id }),
        data: { elementId, attempts: 0, lastError: null },
      }),
    ),
  );
}

async function end(context: InvoiceRun, began: Date): Promise<void> {
  const { prisma, accountId, now } = context.run;
  await prisma.$transaction([
    prisma.invoiceElement.updateMany({
      where: { accountId, state: 'uncertain', nextAttempt: { lte: began } },
      data: { state: 'open', nextAttempt: new Date(now()) },
    }),
    prisma.invoiceList.updateMany({ where: { accountId }, data: noSearch }),
  ]);
}

/**
 * The invoices that are searched for, each with the payment link that its order names. The link itself may be unknown
 * here, after the account has moved to another database, and its invoice has the link's mark.
 */
function readSearchedFor({ run }: InvoiceRun, began: Date) {
  const row = z.object({ id: z.string(), kind: z.string(), source_id: z.string(), link_id: z.string().nullable() });
  return readRows(run.prisma, row)`
    SELECT e."id"::text, e."kind", e."source_id", o."details" -> 'tags' ->> 'kommo_payment_link' AS "link_id"
    FROM "invoice_elements" e LEFT JOIN "orders" o
      ON o."account_id" = e."account_id" AND e."kind" = 'order' AND o."order_id" = e."source_id"
    WHERE e."account_id" = ${run.accountId}::uuid AND e."state" = 'uncertain' AND e."next_attempt" <= ${began}`;
}
