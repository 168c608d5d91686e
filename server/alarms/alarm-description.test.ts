import { expect, test } from 'vitest';
import type { HealthEntry } from '../health/health-entry.ts';
import { createAlarmDescription } from './alarm-description.ts';
import type { AlarmNews } from './channel.ts';
import { emailText } from './email-text.ts';

const since = '2026-11-20T14:02:11.000Z';
const describe = createAlarmDescription('https://payments.example', 'https://{subdomain}.kommo.com');

function news(entry: HealthEntry, change: Partial<AlarmNews> = {}): AlarmNews {
  const account = { id: 'a-1', name: 'Acme GmbH', subdomain: 'acme', alarmEmail: 'ada@acme.example' };
  return { alarmId: 'alarm-1', kind: 'begun', entry, endedAt: null, account, ...change };
}

test.each<[HealthEntry, string]>([
  [
    { code: 'webhook_silence', since, figures: { silentHours: 72, usualHours: 1 } },
    'FastSpring has sent no live webhook for 3 days. The longest gap of this account is usually 1 hour.',
  ],
  [
    { code: 'token_age', since, figures: { days: 89, daysLeft: 1 } },
    'The token was last renewed 89 days ago. It expires in about 1 day.',
  ],
  [
    { code: 'token_refused', since, figures: {} },
    'Kommo no longer accepts the token, so nothing is written to Kommo. Payments are kept and will be written later.',
  ],
  [
    { code: 'oldest_waiting', since, figures: { hours: 47, events: 0, effects: 1 } },
    'The oldest has been waiting for 47 hours: 0 events to record and 1 change to write to Kommo.',
  ],
  [
    { code: 'failing_leads', since, figures: { leads: 1, effects: 3 } },
    'In the last seven days 3 changes of 1 lead failed.',
  ],
])('%j is said in words, with what to do', (entry, summary) => {
  const described = describe(news(entry));
  expect(described).toMatchObject({ code: entry.code, summary, whatToDo: expect.stringMatching(/^[A-Z].{30}/) });
  const { subject, text } = emailText([described]);
  expect(subject).toBe(`FastSpring payments: ${described.title} – Acme GmbH (acme)`);
  expect(text).toBe(
    `${described.title} – Acme GmbH (acme)\n${summary}\nSince: 2026-11-20 14:02 UTC\n` +
      `What to do: ${described.whatToDo}\nSettings: https://acme.kommo.com/settings/widgets/\n`,
  );
});

const refused: HealthEntry = { code: 'token_refused', since, figures: {} };

test.each<HealthEntry>([refused, { code: 'oldest_waiting', since, figures: { hours: 2, events: 1, effects: 0 } }])(
  'the advice about $code, which administrators read too, sends them to the operator',
  (entry) => {
    expect(describe(news(entry)).whatToDo).toMatch(/, ask the person who runs this server to [^.]+\.$/);
  },
);

test('the end of an alarm names both times and gives no advice', () => {
  const ended = describe(news(refused, { kind: 'ended', endedAt: '2026-11-21T08:00:00.000Z' }));
  expect(ended).toMatchObject({ event: 'ended', endedAt: '2026-11-21T08:00:00.000Z', whatToDo: null });
  expect(emailText([ended])).toEqual({
    subject: 'FastSpring payments: Over: Kommo denies access – Acme GmbH (acme)',
    text:
      'Over: Kommo denies access – Acme GmbH (acme)\nSince: 2026-11-20 14:02 UTC\nUntil: 2026-11-21 08:00 UTC\n' +
      'Settings: https://acme.kommo.com/settings/widgets/\n',
  });
});

test('several alarms are one e-mail', () => {
  const { subject, text } = emailText([describe(news(refused)), describe(news(refused))]);
  expect(subject).toBe('FastSpring payments: 2 alarms');
  expect(text.split('\n\n')).toHaveLength(2);
});

test('an account’s name stays in its line and direction, and its address is nowhere', () => {
  const account = { id: 'a-1', name: 'Acme\r\n\u202eBcc: x  GmbH', subdomain: 'acme', alarmEmail: 'ada@acme.example' };
  const described = describe(news(refused, { account }));
  expect(described.account).toEqual({ id: 'a-1', name: 'Acme Bcc: x GmbH', subdomain: 'acme' });
  expect(emailText([described]).subject).toContain('– Acme Bcc: x GmbH (acme)');
  expect(JSON.stringify(described)).not.toContain('ada@');
  expect(emailText([describe(news(refused, { account: { ...account, name: '' } }))]).subject).toMatch(/– acme$/);
});
