import type { NewLeadField } from '../../kommo/api/api.ts';
import type { Settings } from './settings.ts';

/** The parts of the ledger that a lead's fields can show. */
export type LedgerField = keyof Settings['fields'];

interface LedgerFieldKind {
  /** the field that is created for it */
  readonly type: NewLeadField['type'];
  readonly code: string;
  /** Kommo's field types that can hold it */
  readonly accepts: readonly string[];
}

const text = { type: 'text', accepts: ['text', 'textarea'] } as const;
const amount = { type: 'numeric', accepts: ['numeric', 'monetary', 'text', 'textarea'] } as const;
const moment = { type: 'date_time', accepts: ['date_time', 'date'] } as const;

/**
 * The lead fields, by the part of the ledger that they show. The types are Kommo's:
 * https://developers.kommo.com/reference/custom-fields
 */
export const ledgerFields: Readonly<Record<LedgerField, LedgerFieldKind>> = {
  status: { ...text, code: 'FASTSPRING_STATUS' },
  monthly: { ...amount, code: 'FASTSPRING_MONTHLY' },
  nextChargeAt: { ...moment, code: 'FASTSPRING_NEXT_CHARGE' },
  totalPaid: { ...amount, code: 'FASTSPRING_TOTAL_PAID' },
  lastPaymentAt: { ...moment, code: 'FASTSPRING_LAST_PAYMENT' },
  subscriptionId: { ...text, code: 'FASTSPRING_SUBSCRIPTION' },
  country: { ...text, code: 'FASTSPRING_COUNTRY' },
};

export function isLedgerField(name: string): name is LedgerField {
  return Object.hasOwn(ledgerFields, name);
}

export const ledgerFieldNames: readonly LedgerField[] = Object.keys(ledgerFields).filter(isLedgerField);
