import { isDeepStrictEqual } from 'node:util';
import { lookAfterCrash, lookAfterFailure } from '../delivery/effects/retry-delays.ts';
import type { WrittenElement } from '../kommo/api/element-requests.ts';
import type { InvoiceElement, Prisma, PrismaClient } from '../platform/database/generated/client.ts';
import { type InvoicePart, partsToWrite } from './element-fields.ts';
import { type InvoiceValues, invoiceValuesSchema } from './invoice-values.ts';

/**
 * The states of an invoice in Kommo's list, and the only statements that change them:
 *
 *     open ──▶ sending ──▶ done        its first request may leave an element behind, so it is marked before it leaves
 *      ▲          ├──────▶ uncertain   it may have been created: searched for by its mark before it is sent again
 *      │          └──────▶ failed      Kommo refused it; tried again when it changes, and every night
 *      └── done                        the wanted values change: the same element is changed
 *     deleted                          a person deleted it; it is not created again
 *
 * Only the account's job writes them, one run at a time. Times are ms.
 */
export const invoiceStates = ['open', 'sending', 'uncertain', 'done', 'failed', 'deleted'] as const;

export interface InvoiceRow extends Omit<InvoiceElement, 'wanted' | 'written'> {
  readonly wanted: InvoiceValues;
  readonly written: InvoiceValues | null;
}

export function toRow(stored: InvoiceElement): InvoiceRow {
  const written = stored.written === null ? null : invoiceValuesSchema.parse(stored.written);
  return { ...stored, wanted: invoiceValuesSchema.parse(stored.wanted), written };
}

export interface Wanted {
  readonly values: InvoiceValues;
  readonly leadId: number | null;
  readonly isErasure: boolean;
}

/** The row with these wanted values; null if nothing changes. */
export function rowWith(row: InvoiceRow, { values, leadId, isErasure }: Wanted, now: number) {
  const isSame = isDeepStrictEqual(row.wanted, values) && row.wantedLeadId === toBigInt(leadId);
  const leftOut = row.leftOut.filter((part) =>
    isDeepStrictEqual(Reflect.get(row.wanted, part), Reflect.get(values, part)),
  );
  const state = stateWith({ ...row, leftOut }, values, isSame);
  if (isSame && state === row.state) return null;
  const isUnsettled = ['sending', 'uncertain'].includes(state);
  return {
    wanted: values,
    wantedLeadId: leadId,
    state,
    isErasure: row.isErasure || isErasure,
    leftOut,
    // An element that was just created may not show yet, so the search is not brought forward.
    ...(!isSame && !isUnsettled && { attempts: 0, nextAttempt: new Date(now), lastError: null }),
  } satisfies Prisma.InvoiceElementUpdateInput;
}

function stateWith(row: InvoiceRow, values: InvoiceValues, isSame: boolean): string {
  if (['sending', 'uncertain', 'deleted'].includes(row.state)) return row.state;
  if (row.state === 'failed' && isSame) return row.state;
  const isWritten = row.elementId !== null && partsOf({ ...row, wanted: values }).length === 0;
  return isWritten ? 'done' : 'open';
}

/** The parts of the invoice to write now. */
export function partsOf(row: Pick<InvoiceRow, 'wanted' | 'written' | 'kept' | 'leftOut'>): readonly InvoicePart[] {
  return partsToWrite(row.wanted, row.written, [...row.kept, ...row.leftOut]);
}

export function toBigInt(id: number | null): bigint | null {
  return id === null ? null : BigInt(id);
}

type Rows = Pick<PrismaClient, 'invoiceElement' | '$transaction'>;
/** of one account */
type Identified = readonly Pick<InvoiceElement, 'accountId' | 'id'>[];

export function keyOf({ accountId, id }: Pick<InvoiceElement, 'accountId' | 'id'>) {
  return { accountId_id: { accountId, id } };
}

async function updateAll(prisma: Rows, rows: Identified, data: Prisma.InvoiceElementUpdateManyMutationInput) {
  const [first] = rows;
  if (first === undefined) return;
  const { accountId } = first;
  await prisma.invoiceElement.updateMany({ where: { accountId, id: { in: rows.map(({ id }) => id) } }, data });
}

/** Durable before the request leaves. */
export async function markSending(prisma: Rows, rows: readonly InvoiceRow[], listId: number, now: number) {
  const sent = { state: 'sending', sentAt: new Date(now), attempts: { increment: 1 }, catalogId: listId };
  await updateAll(prisma, rows, sent);
}

/** Kommo has confirmed the write. */
export async function markWritten(
  prisma: Rows,
  rows: readonly { readonly row: InvoiceRow; readonly written: InvoiceValues; readonly element: WrittenElement }[],
  now: number,
): Promise<void> {
  await prisma.$transaction(
    rows.map(({ row, written, element }) =>
      prisma.invoiceElement.update({
        where: keyOf(row),
        data: {
          state: 'done',
          elementId: element.id,
          written,
          kommoUpdatedAt: element.updatedAt,
          checkedAt: new Date(now),
          attempts: 0,
          // Its link to the lead is due immediately.
          nextAttempt: new Date(now),
          lastError: null,
        },
      }),
    ),
  );
}

/** The request never left, so it does not count as an attempt. */
export async function takeBackInvoices(prisma: Rows, rows: readonly InvoiceRow[]): Promise<void> {
  await updateAll(prisma, rows, { state: 'open', attempts: { decrement: 1 }, sentAt: null });
}

/** They may have been created. */
export async function markInvoicesUncertain(
  prisma: Rows,
  rows: readonly InvoiceRow[],
  times: { readonly sentAt: number; readonly failedAt: number },
  reason: string,
): Promise<void> {
  const attempts = Math.max(0, ...rows.map((row) => row.attempts)) + 1;
  const nextAttempt = new Date(lookAfterFailure(times.sentAt, times.failedAt, attempts));
  await updateAll(prisma, rows, { state: 'uncertain', nextAttempt, lastError: reason });
}

/** @param part the part that Kommo refuses, so that the invoice is written without it; null: it is refused as a whole */
export async function markRefused(prisma: Rows, row: InvoiceRow, part: string | null, reason: string): Promise<void> {
  const left = part === null ? { state: 'failed' } : { state: 'open', leftOut: [...row.leftOut, part] };
  await prisma.invoiceElement.update({ where: keyOf(row), data: { ...left, lastError: reason } });
}

/** Rows in `sending` without a running job were left by a process that died. */
export async function settleInvoiceLeftovers(prisma: Rows, accountId: string): Promise<void> {
  const leftovers = await prisma.invoiceElement.findMany({ where: { accountId, state: 'sending' } });
  for (const [sentAt, together] of Map.groupBy(leftovers, (row) => row.sentAt?.getTime() ?? 0)) {
    await updateAll(prisma, together, { state: 'uncertain', nextAttempt: new Date(lookAfterCrash(sentAt)) });
  }
}
