import { z } from 'zod';
import type { InvoiceElement } from '../database/generated/client.ts';
import { findMarker, markersOf } from '../rules/marker.ts';
import { elementKey } from './element-fields.ts';
import { dueNow, type InvoiceRun } from './invoice-run.ts';

/** As many as one look through the list settles. */
const atOnce = 1_000;

/**
 * Finds out which invoices are in the list already, by their marks: Kommo forgets the `request_id` of what it made. The
 * whole list is read, because how its search treats a mark is not documented. One that is there is brought up to date.
 * @returns whether there were any
 */
export async function settleUncertainInvoices(context: InvoiceRun): Promise<boolean> {
  const { run, shape } = context;
  const uncertain = await run.prisma.invoiceElement.findMany({
    where: { ...dueNow(context), state: 'uncertain' },
    take: atOnce,
  });
  if (uncertain.length === 0) return false;
  const found = new Map(
    (await run.kommo.listElements(shape.listId)).flatMap((element) => {
      const mark = element.is_deleted === true ? null : findMarker(element.name);
      return mark === null ? [] : [[mark, element] as const];
    }),
  );
  const linkOf = await readLinkIds(context, uncertain);
  await run.prisma.$transaction(
    uncertain.map(({ id, kind, sourceId }) => {
      const linkId = linkOf.get(sourceId);
      const keys = [elementKey(kind, sourceId), ...(linkId === undefined ? [] : [elementKey('payment_link', linkId)])];
      const element = keys
        .flatMap((key) => markersOf(key).map((mark) => found.get(mark)))
        .find((one) => one !== undefined);
      return run.prisma.invoiceElement.update({
        where: { id },
        data: {
          state: 'open',
          nextAttempt: new Date(run.now()),
          ...(element !== undefined && { elementId: element.id, attempts: 0, lastError: null }),
        },
      });
    }),
  );
  return true;
}

const linkIdSchema = z.array(z.object({ order_id: z.string(), link_id: z.string() }));

/**
 * The payment links that these orders name. The link itself may be unknown here, after the account has moved to another
 * database, and its invoice bears the link's mark.
 */
async function readLinkIds({ run }: InvoiceRun, rows: readonly InvoiceElement[]): Promise<ReadonlyMap<string, string>> {
  const orderIds = rows.filter(({ kind }) => kind === 'order').map(({ sourceId }) => sourceId);
  const links = linkIdSchema.parse(
    await run.prisma.$queryRaw`
      SELECT "order_id", "details" -> 'tags' ->> 'kommo_payment_link' AS "link_id" FROM "orders"
      WHERE "account_id" = ${run.accountId}::uuid AND "order_id" = ANY(${orderIds}::text[])
        AND "details" -> 'tags' ->> 'kommo_payment_link' IS NOT NULL`,
  );
  return new Map(links.map(({ order_id, link_id }) => [order_id, link_id]));
}
