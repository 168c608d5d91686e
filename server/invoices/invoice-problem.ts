import { z } from 'zod';

/** Why nothing can be written to the list of invoices; the settings page has the texts. */
export const invoiceProblemSchema = z.object({
  code: z.enum(['no_invoices_list', 'no_invoice_status', 'invoices_not_allowed', 'invoices_refused']),
});
export type InvoiceProblem = z.infer<typeof invoiceProblemSchema>;
