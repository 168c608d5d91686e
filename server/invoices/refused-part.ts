import type { ElementFieldValue } from '../kommo/api/element-requests.ts';
import type { KommoProblem } from '../kommo/requests/errors.ts';
import { type InvoiceField, type InvoiceShape, invoiceFields } from '../rules/settings/invoice-list.ts';

/**
 * The refused part of an invoice, by the field that Kommo names, if the invoice can do without it: a deleted payer, a
 * field that was just removed. Null for the status, or if Kommo names anything else.
 * @param sent the fields in the order in which they were sent
 */
export function refusedPart(
  problems: readonly KommoProblem[],
  sent: readonly ElementFieldValue[],
  { fields }: InvoiceShape,
): InvoiceField | null {
  const parts = problems.map(({ path }) => {
    const index = /^custom_fields_values\.(?<index>\d+)(\.|$)/.exec(path)?.groups?.index;
    const field = index === undefined ? undefined : sent[Number(index)];
    return invoiceFields.find((part) => field !== undefined && fields[part]?.id === field.field_id);
  });
  const [part] = parts;
  return part === undefined || parts.includes(undefined) || parts.includes('status') ? null : part;
}
