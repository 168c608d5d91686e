import { z } from 'zod';

type Nested = { readonly [key: string]: string | Nested };

const nestedTexts: z.ZodType<Nested> = z.lazy(() => z.record(z.string(), z.union([z.string(), nestedTexts])));

/** A locale file's texts by their dotted key, e.g. `panel.status.paid`; null when it is no object of texts. */
export function localeTexts(json: string): ReadonlyMap<string, string> | null {
  try {
    return new Map(flatten(nestedTexts.parse(JSON.parse(json)), ''));
  } catch {
    return null;
  }
}

function flatten(texts: Nested, prefix: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[prefix + key, text]] : flatten(text, `${prefix}${key}.`),
  );
}
