import type { KommoInvoiceList } from '../../kommo/api/element-requests.ts';

/** The parts of an invoice with a separate field. */
export const invoiceFields = ['status', 'price', 'paidAt', 'items', 'payerId', 'comment'] as const;
export type InvoiceField = (typeof invoiceFields)[number];

/** A selection of Kommo's statuses: https://github.com/amocrm/amocrm-api-php, Enum/Invoices/BillStatusEnumCode */
type BillStatus = 'created' | 'paid' | 'partially_paid';
const billStatuses: readonly BillStatus[] = ['created', 'paid', 'partially_paid'];

/** Kommo's codes of the fields of every new list of invoices, and the types that we can fill. */
const known: Readonly<Record<InvoiceField, { readonly code: string; readonly types: readonly string[] }>> = {
  status: { code: 'BILL_STATUS', types: ['select'] },
  price: { code: 'BILL_PRICE', types: ['numeric', 'price', 'monetary'] },
  paidAt: { code: 'BILL_PAYMENT_DATE', types: ['date', 'date_time'] },
  items: { code: 'ITEMS', types: ['items'] },
  payerId: { code: 'PAYER', types: ['linked_entity', 'payer'] },
  comment: { code: 'BILL_COMMENT', types: ['text', 'textarea'] },
};

/** How a write names a choice of a field. */
type Choice = { readonly enum_id: number } | { readonly enum_code: string };

/** The account's list of invoices with the fields that we can fill: people may have removed any of them. */
export interface InvoiceShape {
  readonly listId: number;
  readonly fields: Readonly<Partial<Record<InvoiceField, { readonly id: number; readonly type: string }>>>;
  readonly statuses: Readonly<Partial<Record<BillStatus, Choice>>>;
}

/** Why no invoice can be written: Kommo refuses one without a status. https://github.com/amocrm/amocrm-api-php/issues/298 */
export type InvoiceListProblem = { readonly code: 'no_invoices_list' | 'no_invoice_status' };

/** @param lists the lists of type `invoices`; an account has one or none */
export function readInvoiceShape(lists: readonly KommoInvoiceList[]): InvoiceShape | InvoiceListProblem {
  const [list] = lists;
  if (list === undefined) return { code: 'no_invoices_list' };
  const found = invoiceFields.flatMap((name) => {
    const field = list.fields.find(({ code, type }) => code === known[name].code && known[name].types.includes(type));
    return field === undefined ? [] : [[name, field] as const];
  });
  const statuses = statusesOf(found.find(([name]) => name === 'status')?.[1]);
  if (statuses.created === undefined || statuses.paid === undefined) return { code: 'no_invoice_status' };
  const fields = Object.fromEntries(found.map(([name, { id, type }]) => [name, { id, type }]));
  return { listId: list.id, fields, statuses };
}

/** By the choices' own codes; if Kommo shows none of them, by the documented ones. */
function statusesOf(field: KommoInvoiceList['fields'][number] | undefined): InvoiceShape['statuses'] {
  if (field === undefined) return {};
  const isCoded = field.enums.some(({ code }) => code != null);
  return Object.fromEntries(
    billStatuses.flatMap((status): [BillStatus, Choice][] => {
      if (!isCoded) return [[status, { enum_code: status }]];
      const choice = field.enums.find(({ code }) => code === status);
      return choice === undefined ? [] : [[status, { enum_id: choice.id }]];
    }),
  );
}

/** Kommo's codes of the fields missing from the list, so that no invoice shows them. */
export function missingInvoiceFields({ fields }: InvoiceShape): readonly string[] {
  return invoiceFields.filter((name) => fields[name] === undefined).map((name) => known[name].code);
}
