import type { InvoiceElement } from '../platform/database/generated/client.ts';
import type { InvoiceShape } from '../rules/settings/invoice-list.ts';
import type { AccountRun } from '../sync/run.ts';

/** One run of an account's job, with its list of invoices. */
export interface InvoiceRun {
  readonly run: AccountRun;
  readonly shape: InvoiceShape;
  /** false: the settings write no invoices, and only erased persons are removed from existing ones */
  readonly isOn: boolean;
}

/** The due rows that this run may write. */
export function dueNow({ run, isOn }: InvoiceRun) {
  return {
    accountId: run.accountId,
    nextAttempt: { lte: new Date(run.now()) },
    ...(!isOn && { isErasure: true }),
  };
}

export function elementIdOf({ elementId }: Pick<InvoiceElement, 'elementId'>): number {
  return Number(elementId);
}
