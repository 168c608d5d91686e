import { day, hour } from '../platform/time/units.ts';
import type { HealthEntry } from './health-entry.ts';
import { unusualSilence, type WebhookRhythm } from './webhook-silence.ts';

/** An idle account's token is renewed every week, so the week after that was spent on failing to. */
const oldTokenDays = 14;
/** Three months without use, the shortest of them: https://developers.kommo.com/docs/oauth-20 */
const tokenLifeDays = 90;
/** Recording an event takes seconds, a busy Kommo and its pauses minutes. */
const longestWait = hour;

/** What is known of an account, as `readHealth` reads it. Times in ms. */
export interface HealthFacts {
  readonly token: {
    /** when it was renewed, or the account was connected */
    readonly renewedAt: number;
    /** a long-lived one is not */
    readonly isRenewed: boolean;
    readonly isRefused: boolean;
  };
  /** null while no live webhook has come, or when the last one came less than a day ago */
  readonly webhooks: WebhookRhythm | null;
  /** events that are not recorded; `since` is null when there are none */
  readonly events: { readonly count: number; readonly since: number | null };
  /** changes that are due in Kommo */
  readonly effects: { readonly count: number; readonly since: number | null };
  /** changes that failed in the last seven days and were not repaired since, on leads that Kommo still has */
  readonly failures: { readonly leads: number; readonly effects: number; readonly since: number | null };
}

/**
 * What is wrong with an account; empty when all is well. An account that never had a live webhook is not silent but not set
 * up yet, which the checklist shows.
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
