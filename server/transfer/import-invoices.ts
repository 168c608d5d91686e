import { z } from 'zod';
import { invoiceStates } from '../invoices/invoice-rows.ts';
import { invoiceValuesSchema } from '../invoices/invoice-values.ts';
import { sourceKinds } from '../invoices/read-sources.ts';
import { Prisma, type PrismaClient } from '../platform/database/generated/client.ts';

/** An id of Kommo, as it is exported. */
export const idText = z.string().regex(/^\d{1,18}$/);
const id = idText.transform(BigInt);

export const invoiceSchema = z.object({
  kind: z.enum(sourceKinds),
  sourceId: z.string(),
  catalogId: id,
  elementId: id.nullable(),
  wanted: invoiceValuesSchema,
  written: invoiceValuesSchema.nullable(),
  kept: z.array(z.string()),
  wantedLeadId: id.nullable(),
  leadId: id.nullable(),
  state: z.enum(invoiceStates),
  kommoUpdatedAt: id.nullable(),
});

/**
 * Restores the state of Kommo's list of invoices, so that none is written twice. Invoices that may have been sent are
 * searched for there; unsent ones are sent once invoices are written.
 */
export async function restoreInvoices(
  prisma: PrismaClient,
  accountId: string,
  rows: readonly z.infer<typeof invoiceSchema>[],
): Promise<void> {
  const now = new Date();
  await prisma.invoiceElement.createMany({
    data: rows.map((row) => ({
      ...row,
      accountId,
      written: row.written ?? Prisma.DbNull,
      state: row.state === 'sending' || row.state === 'open' ? 'uncertain' : row.state,
      nextAttempt: now,
      checkedAt: now,
    })),
    skipDuplicates: true,
  });
  // Persons who were erased here are removed from them, whether or not more invoices are written.
  await prisma.invoiceChange.createMany({ data: rows.map(({ kind, sourceId }) => ({ accountId, kind, sourceId })) });
}
