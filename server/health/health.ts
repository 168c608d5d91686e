import { z } from 'zod';
import { day, hour } from '../platform/time/units.ts';
import type { HealthEntry } from './health-entry.ts';
import { unusualSilence } from './webhook-silence.ts';

/** An idle account's token is renewed every week, so after two weeks the renewal has been failing for one. */
const oldTokenDays = 14;
/** Three months without use, counted at the shortest: https://developers.kommo.com/docs/oauth-20 */
const tokenLifeDays = 90;
/** Recording an event takes seconds, a busy Kommo and its pauses minutes. */
const longestWait = hour;

const time = z.coerce.date().transform((date) => date.getTime());

/** The state of an account as read by `readHealth`. Times in ms. */
export const healthFactsSchema = z.object({
  token: z.object({
    /** when it was last renewed, or when the account was connected */
    renewedAt: time,
    /** a long-lived token is never renewed */
    isRenewed: z.boolean(),
    isRefused: z.boolean(),
  }),
  /** null if no live webhook has arrived yet, or if the last one arrived less than a day ago */
  webhooks: z
    .object({ firstAt: time, lastAt: time, activeHours: z.number(), gaps: z.array(z.number()).readonly() })
    .nullable(),
  /** events not yet recorded; `since` is null when there are none */
  events: z.object({ count: z.number(), since: time.nullable() }),
  /** changes that are due in Kommo */
  effects: z.object({ count: z.number(), since: time.nullable() }),
  /** changes that failed in the last seven days and have not been repaired, on leads that still exist in Kommo */
  failures: z.object({ leads: z.number(), effects: z.number(), since: time.nullable() }),
});
export type HealthFacts = Readonly<z.output<typeof healthFactsSchema>>;

/**
 * The problems of an account; empty if there are none. An account that never got a live webhook does not count as
 * silent: it is not set up yet, which the checklist shows.
 */
export function healthOf(facts: HealthFacts, now: number): readonly HealthEntry[] {
  return [...silence(facts, now), ...token(facts, now), ...waiting(facts, now), ...failing(facts)];
}

function silence({ webhooks }: HealthFacts, now: number): readonly HealthEntry[] {
  const found = webhooks && unusualSilence(webhooks, now);
  if (webhooks === null || found === null) return [];
  const figures = {
    silentHours: Math.floor(found.lasts / hour),
    usualHours: Math.max(1, Math.ceil(found.usual / hour)),
  };
  return [{ code: 'webhook_silence', since: moment(webhooks.lastAt), figures }];
}

function token({ token: { renewedAt, isRenewed, isRefused } }: HealthFacts, now: number): readonly HealthEntry[] {
  const since = moment(renewedAt);
  if (isRefused) return [{ code: 'token_refused', since, figures: {} }];
  const days = Math.floor((now - renewedAt) / day);
  if (!isRenewed || days < oldTokenDays) return [];
  return [{ code: 'token_age', since, figures: { days, daysLeft: Math.max(0, tokenLifeDays - days) } }];
}

function waiting({ events, effects }: HealthFacts, now: number): readonly HealthEntry[] {
  const since = Math.min(events.since ?? now, effects.since ?? now);
  if (now - since < longestWait) return [];
  const figures = { hours: Math.floor((now - since) / hour), events: events.count, effects: effects.count };
  return [{ code: 'oldest_waiting', since: moment(since), figures }];
}

function failing({ failures: { leads, effects, since } }: HealthFacts): readonly HealthEntry[] {
  return since === null ? [] : [{ code: 'failing_leads', since: moment(since), figures: { leads, effects } }];
}

function moment(time: number): string {
  return new Date(time).toISOString();
}
