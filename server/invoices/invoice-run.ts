import type { InvoiceElement } from '../platform/database/generated/client.ts';
import type { InvoiceShape } from '../rules/settings/invoice-list.ts';
import type { AccountRun } from '../sync/run.ts';

/** One run of an account's job, with the list that it fills. */
export interface InvoiceRun {
  readonly run: AccountRun;
  readonly shape: InvoiceShape;
  /** false: the settings have none written, and only erased persons are taken out of what is there */
  readonly isOn: boolean;
}

/** Of the rows that this run may write, those that are due. */
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
