import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';

const word = (longest: number) => z.string().trim().max(longest);
const optional = (longest: number) =>
  word(longest)
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .default(null);

export const draftSchema = z
  .strictObject({
    /** a UUID of the browser's own: the same one again makes no second link */
    id: z.uuid().toLowerCase(),
    kind: z.enum(['checkout', 'quote']),
    product: word(255).min(1),
    quantity: z.int().min(1).max(9_999),
    coupon: optional(100),
    email: z.email().max(255),
    firstName: word(100).default(''),
    lastName: word(100).default(''),
    company: optional(255),
    /** ISO 3166-1 alpha-2: decides the currency and the tax of a new buyer */
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/)
      .toUpperCase(),
    /** a quote needs it */
    postalCode: optional(20),
  })
  .superRefine(({ kind, firstName, lastName, postalCode }, context) => {
    if (kind === 'checkout') return;
    const needed = { firstName, lastName, postalCode: postalCode ?? '' };
    for (const [field, value] of Object.entries(needed)) {
      if (value === '') context.addIssue({ code: 'custom', path: [field], message: 'A quote needs it.' });
    }
  });

export type LinkDraft = z.output<typeof draftSchema>;

/** @throws Problem 400 that names every field that is not right, for the form to show beside it */
export function readLinkDraft(body: unknown): LinkDraft {
  const draft = draftSchema.safeParse(body);
  if (draft.success) return draft.data;
  const fields = [...new Set(draft.error.issues.map(({ path }) => String(path[0] ?? '')))];
  throw new Problem(400, 'Payment link not valid', `Correct these and try again: ${fields.join(', ')}.`, {
    code: 'link_invalid',
    fields,
  });
}
