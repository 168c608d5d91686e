import { z } from 'zod';
import { historyProblemSchema } from '../history-problem.ts';

/** The stored results of a reconciliation, in the row of `reconciliations` and for the status. Times are ISO 8601. */

/** The result of the last check for undelivered events. */
export const catchUpSchema = z.object({
  at: z.iso.datetime(),
  /** missing events and orders that were taken in */
  takenIn: z.number(),
  /** FastSpring has more undelivered events than it shows until some are marked as processed */
  moreThanShown: z.boolean(),
  /** null if it succeeded */
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

/** Why the two sides, or the ledger and its events, or Kommo and the ledger, differ. */
const causeSchema = z.enum([
  /** no webhook of it arrived */
  'not_delivered',
  /** its webhook arrived but could not be read or recorded */
  'not_recorded',
  /** another amount or currency */
  'amount',
  /** another state, quantity, price or next charge */
  'state',
  /** FastSpring does not have it, or no longer has it */
  'not_at_fastspring',
  /** the stored events have it and the ledger did not */
  'ledger_lost',
  /** the ledger differed from the stored events */
  'ledger_changed',
  /** the ledger had it and no stored event does */
  'ledger_invented',
  /** its refunds and chargebacks give back more than was paid; the sums stop at what was paid */
  'refunded_beyond_paid',
  /** a person changed a ledger field in Kommo */
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
  /** the name for people: FastSpring's reference, or the id; never a person's name or address */
  name: z.string(),
  cause: causeSchema,
  /** the value on each side, if it is short */
  fastspring: z.string().nullable(),
  panel: z.string().nullable(),
  healed: z.boolean(),
});
export type Difference = Readonly<z.infer<typeof differenceSchema>>;

/** Further differences are counted but not named. */
export const differencesNamed = 200;

const foundSchema = z.object({
  startedAt: z.iso.datetime(),
  /** the compared days: since the installation, and the imported periods */
  periods: z.array(z.object({ begin: z.iso.date(), end: z.iso.date() })).readonly(),
  /** null if FastSpring could not be asked */
  fastspring: bookSchema.nullable(),
  /** why FastSpring was not asked */
  problem: historyProblemSchema.nullable(),
  /** false if the account has too many events to recompute the ledger besides the daily work */
  ledgerChecked: z.boolean(),
  /** false if Kommo could not be asked for its leads and contacts */
  kommoChecked: z.boolean(),
  differences: z.array(differenceSchema).readonly(),
  differenceCount: z.number(),
});

/** The phases of a comparison, in order. */
export const phases = ['ledger', 'orders', 'surplus', 'subscriptions', 'kommo', 'verdict'] as const;
export type Phase = (typeof phases)[number];

/** A comparison in progress. */
export const progressSchema = foundSchema.extend({
  phase: z.enum(phases),
  /** the position in the phase */
  cursor: z.string().nullable(),
  /** changes in Kommo since then are still to be checked */
  kommoSince: z.iso.datetime(),
});
export type Progress = Readonly<z.infer<typeof progressSchema>>;

/** A finished comparison. */
export const comparisonSchema = foundSchema.extend({
  checkedAt: z.iso.datetime(),
  panel: bookSchema,
  agrees: z.boolean(),
  healedCount: z.number(),
});
export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;
