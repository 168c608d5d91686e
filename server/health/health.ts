import { day, hour } from '../platform/time/units.ts';
import type { HealthEntry } from './health-entry.ts';
import { unusualSilence, type WebhookRhythm } from './webhook-silence.ts';

/** An idle account's token is renewed every week, so after two weeks the renewal has been failing for one. */
const oldTokenDays = 14;
/** Three months without use, counted at the shortest: https://developers.kommo.com/docs/oauth-20 */
const tokenLifeDays = 90;
/** Recording an event takes seconds, a busy Kommo and its pauses minutes. */
const longestWait = hour;

/** The state of an account as read by `readHealth`. Times in ms. */
export interface HealthFacts {
  readonly token: {
    /** when it was last renewed, or when the account was connected */
    readonly renewedAt: number;
    /** a long-lived token is never renewed */
    readonly isRenewed: boolean;
    readonly isRefused: boolean;
  };
  /** null if no live webhook has arrived yet, or if the last one arrived less than a day ago */
  readonly webhooks: WebhookRhythm | null;
  /** events not yet recorded; `since` is null when there are none */
  readonly events: { readonly count: number; readonly since: number | null };
  /** changes that are due in Kommo */
  readonly effects: { readonly count: number; readonly since: number | null };
  /** changes that failed in the last seven days and have not been repaired, on leads that still exist in Kommo */
  readonly failures: { readonly leads: number; readonly effects: number; readonly since: number | null };
}

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
