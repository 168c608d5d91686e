import { z } from 'zod';
import { plainDecimal } from '../../ledger/money.ts';
import { timeOrNull } from '../moment.ts';

/**
 * FastSpring's values as they come: missing, null, of another type, or a number as digits (server/fastspring/json.ts).
 * Whatever cannot be read is null, so that one odd field never costs the event.
 */

const someText = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  // Stands in quote.updated's `updatedBy`.
  .refine((value) => value !== 'null');

export const text = someText.nullable().catch(null);

/** As long as FastSpring's own ids may be; more could not be looked up by an index. */
export const identifier = someText.max(255).nullable().catch(null);

/** An object, or its id where webhook expansion is off: https://developer.fastspring.com/reference/webhook-expansion */
export const objectOrId = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .union([someText.max(255), shape])
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
  .transform((value) => timeOrNull(Number(plainDecimal(value) ?? parseJavaDate(value))))
  .nullable()
  .catch(null);

/** Anything else `Date.parse` would read by the server's own time zone, and `-5` as a May of 2001. */
function parseJavaDate(text: string): number {
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} [A-Z]{1,5} \d{4}$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

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
    someText,
    z
      .record(z.string(), text)
      .transform((texts) => texts.en ?? Object.values(texts).find((value) => value !== null) ?? null),
  ])
  .nullable()
  .catch(null);
