import { describe, expect, test } from 'vitest';
import { type HealthFacts, healthOf } from './health.ts';
import { healthCodes, healthEntrySchema } from './health-entry.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse('2026-11-20T14:00:00.000Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

const well: HealthFacts = {
  token: { renewedAt: now - 2 * hour, isRenewed: true, isRefused: false },
  webhooks: null,
  events: { count: 0, since: null },
  effects: { count: 0, since: null },
  failures: { leads: 0, effects: 0, since: null },
};
const health = (facts: Partial<HealthFacts>) => healthOf({ ...well, ...facts }, now);
const token = (change: Partial<HealthFacts['token']>) => health({ token: { ...well.token, ...change } });

test('a healthy account has no entry, and neither has one that never got a webhook', () => {
  expect(health({})).toEqual([]);
});

test('an unusual silence starts at the last webhook', () => {
  const lastAt = now - 30 * hour - 5 * minute;
  const rhythm = { firstAt: lastAt - 30 * day, lastAt, activeHours: 300 };
  expect(health({ webhooks: { ...rhythm, gaps: [5.5 * hour] } })).toEqual([
    { code: 'webhook_silence', since: ago(30 * hour + 5 * minute), figures: { silentHours: 30, usualHours: 6 } },
  ]);
  expect(health({ webhooks: { ...rhythm, gaps: [] } })).toMatchObject([{ figures: { usualHours: 1 } }]);
  expect(health({ webhooks: { ...rhythm, gaps: [16 * hour, 16 * hour] } })).toEqual([]);
});

describe('Kommo’s token', () => {
  test('is old two weeks after its renewal, with the days until it expires', () => {
    expect(token({ renewedAt: now - 14 * day + minute })).toEqual([]);
    expect(token({ renewedAt: now - 14 * day })).toEqual([
      { code: 'token_age', since: ago(14 * day), figures: { days: 14, daysLeft: 76 } },
    ]);
    expect(token({ renewedAt: now - 100 * day })).toMatchObject([{ figures: { days: 100, daysLeft: 0 } }]);
  });

  test('that is long-lived never counts as old', () => {
    expect(token({ renewedAt: now - 100 * day, isRenewed: false })).toEqual([]);
  });

  test('that is refused is not reported as old too', () => {
    expect(token({ renewedAt: now - 20 * day, isRefused: true })).toEqual([
      { code: 'token_refused', since: ago(20 * day), figures: {} },
    ]);
  });
});

describe('waiting work', () => {
  test('is reported after an hour, with the time of the oldest item and the counts', () => {
    const events = { count: 3, since: now - 70 * minute };
    const effects = { count: 12, since: now - 26 * hour };
    expect(health({ events, effects })).toEqual([
      { code: 'oldest_waiting', since: ago(26 * hour), figures: { hours: 26, events: 3, effects: 12 } },
    ]);
    expect(health({ events })).toMatchObject([{ since: ago(70 * minute), figures: { hours: 1, effects: 0 } }]);
  });

  test('is no problem within the hour', () => {
    expect(health({ events: { count: 3, since: now - hour + 1 }, effects: { count: 1, since: now } })).toEqual([]);
  });
});

test('leads with failed changes are counted, and so are the changes', () => {
  expect(health({ failures: { leads: 2, effects: 5, since: now - hour } })).toEqual([
    { code: 'failing_leads', since: ago(hour), figures: { leads: 2, effects: 5 } },
  ]);
});

test('every entry matches its schema, and every code occurs', () => {
  const all = [
    ...health({
      webhooks: { firstAt: now - 32 * day, lastAt: now - 2 * day, activeHours: 300, gaps: [] },
      token: { ...well.token, renewedAt: now - 20 * day },
      events: { count: 1, since: now - day },
      failures: { leads: 1, effects: 1, since: now - day },
    }),
    ...token({ isRefused: true }),
  ];
  expect(all.map((entry) => healthEntrySchema.parse(entry))).toEqual(all);
  expect(all.map(({ code }) => code).toSorted()).toEqual(healthCodes.toSorted());
});
