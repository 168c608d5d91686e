import { z } from 'zod';

const count = z.int().nonnegative();
const since = z.iso.datetime();

/**
 * A problem of an account, since when it lasts, and figures about it. The figures are only numbers, so an entry that is
 * shown, stored or sent contains nothing about a person.
 */
export const healthEntrySchema = z.discriminatedUnion('code', [
  /** since the last live webhook; `usualHours` is the longest silence that is normal for the account */
  z.object({
    code: z.literal('webhook_silence'),
    since,
    figures: z.object({ silentHours: count, usualHours: count }),
  }),
  /** Kommo's token has not been renewed since then; it expires in `daysLeft` */
  z.object({ code: z.literal('token_age'), since, figures: z.object({ days: count, daysLeft: count }) }),
  /** Kommo refuses the token; `since` is its last renewal */
  z.object({ code: z.literal('token_refused'), since, figures: z.object({}) }),
  /** since the oldest arrived: events not yet recorded, and changes not yet made in Kommo */
  z.object({
    code: z.literal('oldest_waiting'),
    since,
    figures: z.object({ hours: count, events: count, effects: count }),
  }),
  /** since the first of the failures that still stand; `effects` are the changes that failed */
  z.object({ code: z.literal('failing_leads'), since, figures: z.object({ leads: count, effects: count }) }),
]);

export type HealthEntry = z.output<typeof healthEntrySchema>;

export const healthCodes: readonly HealthEntry['code'][] = healthEntrySchema.options.flatMap(({ shape }) => [
  ...shape.code.values,
]);
