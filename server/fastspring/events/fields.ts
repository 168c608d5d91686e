import { z } from 'zod';
import { plainDecimal } from '../../ledger/money.ts';

/**
 * FastSpring's values as they come: missing, null, of another type, or a number as digits (server/fastspring/json.ts).
 * Whatever cannot be read is null, so that one odd field never costs the event.
 */

export const text = z
  .string()
  .trim()
  .min(1)
  // The text "null" stands in quote.updated's `updatedBy`, and a NUL cannot be stored.
  .refine((value) => value !== 'null' && !value.includes('\0'))
  .nullable()
  .catch(null);

export const decimal = z.string().transform(plainDecimal).nullable().catch(null);

export const wholeNumber = z
  .string()
  .transform(plainDecimal)
  .transform((digits) => (digits !== null && /^-?\d{1,9}$/.test(digits) ? Number(digits) : null))
  .nullable()
  .catch(null);

/** ms; milliseconds as a number, or Java's `Fri May 09 17:00:00 UTC 2025` */
export const time = z
  .string()
  .transform((value) => (/^\d{1,16}$/.test(value) ? Number(value) : Date.parse(value)))
  .transform((value) => (Number.isSafeInteger(value) && value > 0 && value < 8.64e15 ? value : null))
  .nullable()
  .catch(null);

export const flag = z.boolean().nullable().catch(null);

/** `{}` stands where a list should be when there is nothing in it. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item.nullable().catch(null)).catch([]);

export const currency = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{3}$/)
  .toUpperCase()
  .nullable()
  .catch(null);

/** ISO 3166-1 alpha-2 */
export const country = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2}$/)
  .toUpperCase()
  .nullable()
  .catch(null);

/** Names of values that may be of any type at the shop's will; what is not text or a number is dropped. */
export const tags = z
  .record(
    z.string(),
    z
      .union([z.string(), z.boolean().transform(String)])
      .nullable()
      .catch(null),
  )
  .transform((all) =>
    Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)),
  )
  .catch({});

/** A text in several languages: `{"en": "Pro plan"}`, or the text itself. */
export const localized = z
  .union([
    z.string().trim().min(1),
    z.record(z.string(), z.string()).transform((texts) => texts.en ?? Object.values(texts)[0] ?? ''),
  ])
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .catch(null);

/** An object, or its id where webhook expansion is off: https://developer.fastspring.com/reference/webhook-expansion */
export const expandable = <Shape extends z.ZodType>(shape: Shape) =>
  z.union([
    text.unwrap().transform((id) => ({ id, object: null })),
    shape.transform((object) => ({ id: null, object })),
  ]);
