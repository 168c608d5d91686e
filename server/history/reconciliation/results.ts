import { z } from 'zod';
import { historyProblemSchema } from '../history-problem.ts';

/** What is kept of a reconciliation, in the row of `reconciliations` and for the status. Times are ISO 8601. */

/** How the last look for what FastSpring could not deliver went. */
export const catchUpSchema = z.object({
  at: z.iso.datetime(),
  /** events and orders that were missing here and have been taken in */
  takenIn: z.number(),
  /** FastSpring has more undelivered events than it shows while none is marked as processed */
  moreThanShown: z.boolean(),
  /** null when it went through */
  problem: historyProblemSchema.nullable(),
});
export type CatchUp = Readonly<z.infer<typeof catchUpSchema>>;

/** One side's live completed orders and active subscriptions. */
const bookSchema = z.object({
  orders: z.number(),
  /** by currency, as decimal strings */
  totals: z.record(z.string(), z.string()),
  activeSubscriptions: z.number(),
});
export type Book = Readonly<z.infer<typeof bookSchema>>;

/** Why the two sides, or the ledger and its events, or Kommo and the ledger, say different things. */
const causeSchema = z.enum([
  /** no webhook of it came */
  'not_delivered',
  /** its webhook came and could not be read or recorded */
  'not_recorded',
  /** another amount or currency */
  'amount',
  /** another state, quantity, price or next charge */
  'state',
  /** FastSpring does not have it, or not any more */
  'not_at_fastspring',
  /** the stored events say it and the ledger did not have it */
  'ledger_lost',
  /** the ledger said otherwise than the stored events */
  'ledger_changed',
  /** the ledger had it and no stored event says it */
  'ledger_invented',
  /** its refunds and chargebacks give back more than was paid; the sums stop at what was paid */
  'refunded_beyond_paid',
  /** somebody changed in Kommo what is written from the ledger */
  'field_edited',
  /** its lead was deleted in Kommo, or merged into another */
  'lead_gone',
  /** its contact was deleted in Kommo, or merged into another */
  'contact_gone',
]);

const differenceSchema = z.object({
  what: z.enum(['order', 'refund', 'subscription', 'customer', 'fact', 'field', 'link']),
  /** FastSpring's id, the lead's, or the ledger's key */
  id: z.string(),
  /** what people call it: FastSpring's reference, or the id; never a person's name or address */
  name: z.string(),
  cause: causeSchema,
  /** what each side says, where that can be said in a word */
  fastspring: z.string().nullable(),
  panel: z.string().nullable(),
  healed: z.boolean(),
});
export type Difference = Readonly<z.infer<typeof differenceSchema>>;

/** More are counted, and not named. */
export const differencesNamed = 200;

const foundSchema = z.object({
  startedAt: z.iso.datetime(),
  /** the days on which the two sides are compared: since the widget is there, and what was imported */
  periods: z.array(z.object({ begin: z.iso.date(), end: z.iso.date() })).readonly(),
  /** null when FastSpring could not be asked */
  fastspring: bookSchema.nullable(),
  /** why FastSpring was not asked */
  problem: historyProblemSchema.nullable(),
  /** false when the account has too many events for the ledger to be recomputed beside its daily work */
  ledgerChecked: z.boolean(),
  /** false when Kommo could not be asked for its leads and contacts */
  kommoChecked: z.boolean(),
  differences: z.array(differenceSchema).readonly(),
  differenceCount: z.number(),
});

/** The steps of a comparison, in their order. */
export const phases = ['ledger', 'orders', 'surplus', 'subscriptions', 'kommo', 'verdict'] as const;
export type Phase = (typeof phases)[number];

/** A comparison that is under way. */
export const progressSchema = foundSchema.extend({
  phase: z.enum(phases),
  /** of the phase: where it goes on */
  cursor: z.string().nullable(),
  /** since when changes in Kommo have not been looked for */
  kommoSince: z.iso.datetime(),
});
export type Progress = Readonly<z.infer<typeof progressSchema>>;

/** A comparison that is over. */
export const comparisonSchema = foundSchema.extend({
  checkedAt: z.iso.datetime(),
  panel: bookSchema,
  agrees: z.boolean(),
  healedCount: z.number(),
});
export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;
