import { problemsByElement, reasonOf } from '../delivery/effects/refusal.ts';
import { elementsPerWrite } from '../kommo/limits.ts';
import { KommoError, KommoRefused, KommoUncertain } from '../kommo/requests/errors.ts';
import { afterWriting, fieldsToWrite, markedName } from './element-fields.ts';
import {
  type InvoiceRow,
  markInvoicesUncertain,
  markRefused,
  markSending,
  markWritten,
  partsOf,
  takeBackInvoices,
  toRow,
} from './invoice-rows.ts';
import { dueNow, type InvoiceRun } from './invoice-run.ts';
import { refusedPart } from './refused-part.ts';

/**
 * Creates the invoices that are not in the list yet, in one request. Invoices that failed before go into ever smaller
 * batches.
 * @returns whether there were any
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable, KommoForbidden after the rows were put back; KommoRefused
 *   when the list itself is gone
 */
export async function createInvoices(context: InvoiceRun): Promise<boolean> {
  const { run } = context;
  const due = await run.prisma.invoiceElement.findMany({
    where: { ...dueNow(context), state: 'open', elementId: null },
    orderBy: [{ attempts: 'asc' }, { sourceId: 'asc' }],
    take: elementsPerWrite,
  });
  const [{ attempts } = { attempts: 0 }] = due;
  const rows = due
    .filter((row) => row.attempts === attempts)
    .slice(0, Math.max(1, Math.floor(elementsPerWrite / 2 ** attempts)))
    .map(toRow);
  if (rows.length === 0) return false;
  const sentAt = run.now();
  await markSending(run.prisma, rows, context.shape.listId, sentAt);
  try {
    const elements = await run.kommo.createElements(
      context.shape.listId,
      rows.map((row) => newElement(context, row)),
    );
    const written = rows.flatMap((row, index) => {
      const element = elements[index];
      const values = afterWriting(row.wanted, null, partsOf({ ...row, written: null }));
      return element === undefined ? [] : [{ row, element, written: values }];
    });
    await markWritten(run.prisma, written, run.now());
  } catch (error) {
    await settleFailure(context, rows, sentAt, error);
  }
  return true;
}

function newElement({ run, shape }: InvoiceRun, row: InvoiceRow) {
  return {
    name: markedName(row.wanted, row.kind, row.sourceId),
    custom_fields_values: fieldsToWrite(row.wanted, partsOf({ ...row, written: null }), shape, run.account.timeZone)
      .map(({ field }) => field)
      .filter(({ values }) => values !== null),
    request_id: row.id,
  };
}

async function settleFailure(context: InvoiceRun, rows: readonly InvoiceRow[], sentAt: number, error: unknown) {
  const { run } = context;
  if (error instanceof KommoRefused && error.status !== 404) return settleRefusal(context, rows, sentAt, error);
  if (error instanceof KommoUncertain) {
    await markInvoicesUncertain(run.prisma, rows, { sentAt, failedAt: run.now() }, error.message);
  } else if (error instanceof KommoError) {
    await takeBackInvoices(run.prisma, rows);
  }
  throw error;
}

/**
 * Whether Kommo creates the rest of a refused batch is not documented, so the rest is searched for before it is sent
 * again, in a smaller batch, because Kommo may have named none of them.
 */
async function settleRefusal(context: InvoiceRun, rows: readonly InvoiceRow[], sentAt: number, refusal: KommoRefused) {
  const { prisma } = context.run;
  const problems = problemsByElement(
    refusal,
    rows.map(({ id }) => id),
  );
  const others = rows.filter((_, index) => rows.length > 1 && (problems[index] ?? []).length === 0);
  for (const [index, row] of rows.entries()) {
    if (others.includes(row)) continue;
    const own = problems[index] ?? [];
    const sent = newElement(context, row).custom_fields_values;
    const part = refusedPart(own, sent, context.shape);
    await markRefused(prisma, row, part, reasonOf(own, refusal));
  }
  if (others.length === 0) return;
  const reason = 'Kommo refused the batch in which this was sent';
  await markInvoicesUncertain(prisma, others, { sentAt, failedAt: context.run.now() }, reason);
}
