import { isolateFailures } from '../delivery/effects/isolate-failures.ts';
import { reasonOf } from '../delivery/effects/refusal.ts';
import { elementsPerWrite } from '../kommo/limits.ts';
import { KommoRefused } from '../kommo/requests/errors.ts';
import { afterWriting, fieldsToWrite, markedName } from './element-fields.ts';
import { type InvoiceRow, markRefused, markWritten, partsOf, toRow } from './invoice-rows.ts';
import { dueNow, elementIdOf, type InvoiceRun } from './invoice-run.ts';
import { readElements } from './read-elements.ts';
import { refusedPart } from './refused-part.ts';

/**
 * Changes invoices in the list, in one request, except parts that a person changed. Repeating it is harmless.
 * @returns whether there were any
 */
export async function updateInvoices(context: InvoiceRun): Promise<boolean> {
  const { prisma, accountId } = context.run;
  const due = await prisma.invoiceElement.findMany({
    where: { ...dueNow(context), state: 'open', elementId: { not: null } },
    orderBy: { nextAttempt: 'asc' },
    take: elementsPerWrite,
  });
  if (due.length === 0) return false;
  const present = await readElements(context, due.map(toRow));
  const open = present.filter(({ state }) => state === 'open');
  // Until Kommo has answered, it is unknown which change of the element is ours.
  await prisma.invoiceElement.updateMany({
    where: { accountId, id: { in: open.map(({ id }) => id) } },
    data: { kommoUpdatedAt: null },
  });
  await isolateFailures(
    open,
    (rows) => write(context, rows),
    (row, error) => setAside(context, row, error),
    (error) => error instanceof KommoRefused && error.status !== 404,
  );
  return true;
}

async function write(context: InvoiceRun, rows: readonly InvoiceRow[]): Promise<void> {
  const { kommo, prisma, now } = context.run;
  const changes = rows.map((row) => changeOf(context, row));
  const elements = await kommo.updateElements(context.shape.listId, changes);
  const byId = new Map(elements.map((element) => [element.id, element]));
  const written = rows.map((row) => {
    const id = elementIdOf(row);
    const values = afterWriting(row.wanted, row.written, partsOf(row));
    return { row, written: values, element: byId.get(id) ?? { id, updatedAt: null } };
  });
  await markWritten(prisma, written, now());
}

function changeOf({ run, shape }: InvoiceRun, row: InvoiceRow) {
  const parts = partsOf(row);
  return {
    id: elementIdOf(row),
    ...(parts.includes('name') && { name: markedName(row.wanted, row.kind, row.sourceId) }),
    custom_fields_values: fieldsToWrite(row.wanted, parts, shape, run.account.timeZone).map(({ field }) => field),
    request_id: row.id,
  };
}

async function setAside(context: InvoiceRun, row: InvoiceRow, error: unknown): Promise<void> {
  if (!(error instanceof KommoRefused)) throw error;
  const part = refusedPart(error.problems, changeOf(context, row).custom_fields_values, context.shape);
  await markRefused(context.run.prisma, row, part, reasonOf(error.problems, error));
}
