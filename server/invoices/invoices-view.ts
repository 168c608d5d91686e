import { z } from 'zod';
import { invoiceProblemSchema } from './invoice-problem.ts';

const namedSchema = z.object({ count: z.number(), names: z.array(z.string()) });

/** The settings page's view of an account's invoices in Kommo. */
export const invoicesViewSchema = z.object({
  /** why nothing can be written to the list; null if there is no problem */
  problem: invoiceProblemSchema.shape.code.nullable().catch(null),
  written: z.number(),
  waiting: z.number(),
  /** invoices that Kommo refused, and its message for the first */
  refused: z.object({ count: z.number(), reason: z.string().nullable() }),
  /** invoices with parts that people changed, which stay as they are; the names of some */
  changedByPeople: namedSchema,
  /** not created again; the names of some */
  deletedByPeople: namedSchema,
});
export type InvoicesView = Readonly<z.output<typeof invoicesViewSchema>>;
