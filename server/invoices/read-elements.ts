import type { KommoElement } from '../kommo/api/element-requests.ts';
import { differentParts } from './element-fields.ts';
import { type InvoiceRow, keyOf, partsOf } from './invoice-rows.ts';
import { elementIdOf, type InvoiceRun } from './invoice-run.ts';

/**
 * Reads these invoices in Kommo and remembers people's changes: a part that a person changed is kept until it shows
 * again the value that we wrote or would write, and an invoice that a person deleted is not created again. One that
 * reappears is brought up to date.
 * @returns the rows as they are now, without missing invoices
 */
export async function readElements(context: InvoiceRun, rows: readonly InvoiceRow[]): Promise<readonly InvoiceRow[]> {
  const { run, shape } = context;
  const elements = await run.kommo.getElements(shape.listId, rows.map(elementIdOf));
  const present = new Map(elements.filter((one) => one.is_deleted !== true).map((one) => [one.id, one]));
  const now = new Date(run.now());
  const read = rows.map((row) => {
    const element = present.get(elementIdOf(row));
    if (element === undefined) return { ...row, state: 'deleted', checkedAt: now };
    const kept = keptParts(context, row, element);
    const isDone = partsOf({ ...row, kept: [...kept] }).length === 0;
    const state = isDone ? 'done' : 'open';
    return { ...row, state, kept: [...kept], kommoUpdatedAt: BigInt(element.updated_at ?? 0), checkedAt: now };
  });
  await run.prisma.$transaction(
    read.map(({ state, kept, kommoUpdatedAt, checkedAt, ...row }) =>
      run.prisma.invoiceElement.update({ where: keyOf(row), data: { state, kept, kommoUpdatedAt, checkedAt } }),
    ),
  );
  return read.filter(({ state }) => state !== 'deleted');
}

/**
 * Kommo's time of the last change shows whether a person has written since. If it is unknown, as after a lost answer,
 * the current values count as ours.
 */
function keptParts({ run, shape }: InvoiceRun, row: InvoiceRow, element: KommoElement): readonly string[] {
  const { written, wanted, kommoUpdatedAt } = row;
  const isUntouched = kommoUpdatedAt === null || kommoUpdatedAt === BigInt(element.updated_at ?? 0);
  if (isUntouched || written === null) return row.kept;
  const { timeZone } = run.account;
  const fromWanted = differentParts(element, wanted, row, shape, timeZone);
  return differentParts(element, written, row, shape, timeZone).filter((part) => fromWanted.includes(part));
}
