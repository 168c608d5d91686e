import { z } from 'zod';

/** What is kept of a reconciliation, in the row of `reconciliations` and for the status. Times are ISO 8601. */

/** Why FastSpring could not be asked. */
export const problemSchema = z.enum(['no_credentials', 'credentials_refused', 'refused', 'unreachable', 'over_limit']);
export type ReconciliationProblem = z.infer<typeof problemSchema>;

/** How the last look for what FastSpring could not deliver went. */
export const catchUpSchema = z.object({
  at: z.iso.datetime(),
  /** events and orders that were missing here and have been taken in */
  takenIn: z.number(),
  /** FastSpring has more undelivered events than it shows while none is marked as processed */
  moreThanShown: z.boolean(),
  /** null when it went through */
  problem: problemSchema.nullable(),
});
export type CatchUp = z.infer<typeof catchUpSchema>;

/** In one snapshot: how many, and how much by currency as a decimal string. */
export const bookSchema = z.object({
  orders: z.number(),
  totals: z.array(z.object({ currency: z.string(), amount: z.string() })),
  activeSubscriptions: z.number(),
});
export type Book = z.infer<typeof bookSchema>;
