import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ElementFieldValue, KommoElement } from '../kommo/api/element-requests.ts';
import { startOfDayAt } from '../rules/planning/deadline.ts';
import { withMarker } from '../rules/planning/marker.ts';
import { kommoPrice } from '../rules/planning/price.ts';
import { type InvoiceField, type InvoiceShape, invoiceFields } from '../rules/settings/invoice-list.ts';
import type { InvoiceValues } from './invoice-values.ts';

/** The parts of an invoice that are written, and kept, separately. */
export const invoiceParts = ['name', ...invoiceFields] as const;
export type InvoicePart = (typeof invoiceParts)[number];

/** The parts to write so that the stored values become the wanted ones. */
export function partsToWrite(
  wanted: InvoiceValues,
  written: InvoiceValues | null,
  kept: readonly string[],
): readonly InvoicePart[] {
  return invoiceParts.filter(
    (part) => !kept.includes(part) && (written === null || !isDeepStrictEqual(wanted[part], written[part])),
  );
}

/** The stored values after these parts of the wanted ones were written. */
export function afterWriting(
  wanted: InvoiceValues,
  written: InvoiceValues | null,
  parts: readonly InvoicePart[],
): InvoiceValues {
  const { status } = wanted;
  const empty = { name: '', status, price: null, paidAt: null, items: null, payerId: null, comment: null };
  return { ...(written ?? empty), ...Object.fromEntries(parts.map((part) => [part, wanted[part]])) };
}

/** The key for the mark at the end of an element's name. It names no person. */
export function elementKey(kind: string, sourceId: string): string {
  return `invoice|${kind}|${sourceId}`;
}

export function markedName(values: InvoiceValues, kind: string, sourceId: string): string {
  return withMarker(values.name, elementKey(kind, sourceId));
}

/** These parts in Kommo's format, in order; the name is not a field. */
export function fieldsToWrite(
  values: InvoiceValues,
  parts: readonly InvoicePart[],
  shape: InvoiceShape,
  timeZone: string,
): readonly { readonly part: InvoiceField; readonly field: ElementFieldValue }[] {
  return invoiceFields
    .filter((part) => parts.includes(part))
    .flatMap((part) => {
      const field = shape.fields[part];
      if (field === undefined) return [];
      return [{ part, field: { field_id: field.id, values: valuesOf(values, part, shape, timeZone) } }];
    });
}

function valuesOf(
  values: InvoiceValues,
  part: InvoiceField,
  { statuses, fields }: InvoiceShape,
  timeZone: string,
): ElementFieldValue['values'] {
  switch (part) {
    case 'status': {
      const choice = statuses[values.status];
      return choice === undefined ? null : [choice];
    }
    case 'price':
      return values.price === null ? null : [{ value: kommoPrice(values.price, 'decimal') }];
    case 'paidAt':
      if (values.paidAt === null) return null;
      return [
        { value: fields.paidAt?.type === 'date' ? startOfDayAt(values.paidAt * 1000, timeZone) / 1000 : values.paidAt },
      ];
    case 'items':
      return (
        values.items?.map(({ description, sku, quantity, unitPrice }) => ({
          value: { description, sku, quantity, unit_price: kommoPrice(unitPrice, 'decimal') },
        })) ?? null
      );
    case 'payerId':
      return values.payerId === null ? null : [{ value: { entity_id: values.payerId, entity_type: 'contacts' } }];
    case 'comment':
      return values.comment === null ? null : [{ value: values.comment }];
  }
}

/**
 * The parts of an element that differ from these values. Kommo may show a number as a text and add properties of its
 * own to an object: only the properties that we write are compared.
 */
export function differentParts(
  element: KommoElement,
  values: InvoiceValues,
  { kind, sourceId }: { readonly kind: string; readonly sourceId: string },
  shape: InvoiceShape,
  timeZone: string,
): readonly InvoicePart[] {
  const fields = fieldsToWrite(values, invoiceFields, shape, timeZone).filter(({ part, field }) => {
    const shown = element.custom_fields_values.find(({ field_id }) => field_id === field.field_id)?.values ?? [];
    return !isDeepStrictEqual(shown.map(comparable(part, shape)), (field.values ?? []).map(comparable(part, shape)));
  });
  const isRenamed = element.name.trim() !== markedName(values, kind, sourceId).trim();
  return [...(isRenamed ? ['name' as const] : []), ...fields.map(({ part }) => part)];
}

type ShownValue = {
  readonly value?: unknown;
  readonly enum_id?: number | null | undefined;
  readonly enum_code?: string | null | undefined;
};

const itemSchema = z.object({
  description: z.coerce.string().catch(''),
  quantity: z.coerce.number().catch(0),
  unit_price: z.coerce.number().catch(0),
});
const payerSchema = z.object({ entity_id: z.coerce.number() });

function comparable(part: InvoiceField, { statuses }: InvoiceShape): (shown: ShownValue) => unknown {
  return ({ value, enum_id: id, enum_code: code }) => {
    switch (part) {
      case 'status':
        return (
          Object.entries(statuses).find(([, choice]) =>
            'enum_id' in choice ? choice.enum_id === id : choice.enum_code === code,
          )?.[0] ?? null
        );
      case 'items':
        return itemSchema.safeParse(value).data ?? null;
      case 'payerId':
        return payerSchema.safeParse(value).data?.entity_id ?? null;
      case 'comment':
        return String(value).replaceAll('\r\n', '\n').trim();
      case 'paidAt':
        return Number.isNaN(Number(value)) ? Date.parse(String(value)) / 1000 : Number(value);
      default:
        return Number(value);
    }
  };
}
