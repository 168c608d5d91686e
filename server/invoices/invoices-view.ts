import type { InvoiceProblem } from './invoice-problem.ts';

/** What the settings show of an account's invoices in Kommo. */
export interface InvoicesView {
  /** why nothing can be written to the list; null when nothing is wrong */
  readonly problem: InvoiceProblem['code'] | null;
  readonly written: number;
  readonly waiting: number;
  /** what Kommo refused, and its words for the first */
  readonly refused: { readonly count: number; readonly reason: string | null };
  /** parts of these are left as people changed them; the names of some */
  readonly changedByPeople: { readonly count: number; readonly names: readonly string[] };
  /** not made again; the names of some */
  readonly deletedByPeople: { readonly count: number; readonly names: readonly string[] };
}
