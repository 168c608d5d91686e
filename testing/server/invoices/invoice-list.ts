import type { KommoInvoiceList } from '../../../server/kommo/api/element-requests.ts';

const types: Readonly<Record<string, string>> = {
  BILL_STATUS: 'select',
  BILL_PRICE: 'numeric',
  BILL_PAYMENT_DATE: 'date_time',
  ITEMS: 'items',
  PAYER: 'linked_entity',
  BILL_COMMENT: 'textarea',
};

/** A list of invoices with these fields, numbered from 1, and a status with these choices, numbered from 101. */
export function listWith(
  codes: readonly string[] = Object.keys(types),
  statuses: readonly (string | null)[] = ['created', 'paid', 'partially_paid'],
): KommoInvoiceList {
  return {
    id: 9,
    fields: codes.map((code, index) => ({
      id: index + 1,
      code,
      type: types[code] ?? 'text',
      enums: code === 'BILL_STATUS' ? statuses.map((status, at) => ({ id: 101 + at, code: status })) : [],
    })),
  };
}
