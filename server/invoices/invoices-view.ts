import type { InvoiceProblem } from './invoice-problem.ts';

/** The settings page's view of an account's invoices in Kommo. */
export interface InvoicesView {
  /** why nothing can be written to the list; null if there is no problem */
  readonly problem: InvoiceProblem['code'] | null;
  readonly written: number;
  readonly waiting: number;
  /** invoices that Kommo refused, and its message for the first */
  readonly refused: { readonly count: number; readonly reason: string | null };
  /** invoices with parts that people changed, which stay as they are; the names of some */
  readonly changedByPeople: { readonly count: number; readonly names: readonly string[] };
  /** not created again; the names of some */
  readonly deletedByPeople: { readonly count: number; readonly names: readonly string[] };
}
