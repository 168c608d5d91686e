import { z } from 'zod';
import { plainDecimal } from '../../ledger/money.ts';
import { timeOrNull } from '../moment.ts';

/**
 * FastSpring's values as they arrive: missing, null, of another type, or a number as digits
 * (server/fastspring/json.ts). An unreadable value is null, so that one odd field never costs the event.
 */

const someText = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  // `updatedBy` of quote.updated may hold this.
  .refine((value) => value !== 'null');

export const text = someText.nullable().default(null).catch(null);

/** The maximum length of FastSpring's own ids; an index could not look up longer ones. */
export const identifier = someText.max(255).nullable().default(null).catch(null);

/** An object, or its id where webhook expansion is off: https://developer.fastspring.com/reference/webhook-expansion */
export const objectOrId = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .union([someText.max(255), shape])
    .nullable()
    .default(null)
    .catch(null);

/** The same, always as an object: one with nothing but the id under its key in place of the id alone. */
export const objectOrIdAs = <Shape extends z.ZodType>(key: string, shape: Shape) =>
  objectOrId(shape).transform((value) => (typeof value === 'string' ? shape.parse({ [key]: value }) : value));

/** The same as the id and what was shown. */
export const linked = <Shape extends z.ZodType>(shape: Shape, idOf: (shown: z.output<Shape>) => string | null) =>
  objectOrId(shape).transform((value) =>
    typeof value === 'string' ? { id: value, shown: null } : { id: value === null ? null : idOf(value), shown: value },
  );

export const decimal = z.string().transform(plainDecimal).nullable().default(null).catch(null);

export const wholeNumber = z
  .string()
  .transform(plainDecimal)
  .transform((digits) => (digits !== null && /^-?\d{1,9}$/.test(digits) ? Number(digits) : null))
  .nullable()
  .default(null)
  .catch(null);

/** ms; milliseconds as a number, or Java's `Fri May 09 17:00:00 UTC 2025` */
export const time = z
  .string()
  .transform((value) => timeOrNull(Number(plainDecimal(value) ?? parseJavaDate(value))))
  .nullable()
  .default(null)
  .catch(null);

/** `Date.parse` would read anything else in the server's own time zone, and `-5` as a May of 2001. */
function parseJavaDate(text: string): number {
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} [A-Z]{1,5} \d{4}$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

export const flag = z.boolean().nullable().default(null).catch(null);

/** An empty list may arrive as `{}`. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item.nullable().default(null).catch(null)).catch([]);

const letters = (pattern: RegExp) =>
  z.string().trim().regex(pattern).toUpperCase().nullable().default(null).catch(null);

export const currency = letters(/^[A-Za-z]{3}$/);

/** ISO 3166-1 alpha-2 */
export const country = letters(/^[A-Za-z]{2}$/);

/** Tags: values may be of any type, as the shop chooses; anything but text and numbers is dropped. */
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
  .default(null)
  .catch(null);
