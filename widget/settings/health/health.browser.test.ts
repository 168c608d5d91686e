import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import type { Question } from '../../testing/scripted-backend.ts';
import { type Stage, setStage } from '../../testing/set-stage.ts';
import { inUse } from '../testing/sample-answers.ts';
import { openScripted, scriptedTab } from '../testing/scripted-page.ts';
import { section } from '../testing/settings-stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage(scriptedTab);
});
afterAll(() => stage.close());

const since = '2026-11-17T13:02:11.000Z';

function answersWith(change: Partial<StatusView>, email: string | null = null) {
  return { ...inUse, settings: { ...inUse.settings, alarms: { email } }, status: { ...inUse.status, ...change } };
}

test('a problem shows its start, its figures, and what to do', async () => {
  const page = await openScripted(
    stage,
    answersWith({
      health: [
        { code: 'webhook_silence', since, figures: { silentHours: 72, usualHours: 20 } },
        { code: 'token_age', since, figures: { days: 20, daysLeft: 70 } },
        { code: 'token_refused', since, figures: {} },
        { code: 'oldest_waiting', since, figures: { hours: 30, events: 2, effects: 1250 } },
        { code: 'failing_leads', since, figures: { leads: 3, effects: 4 } },
      ],
    }),
  );
  const entries = section(page, 'Health').getByRole('listitem');
  const texts = await entries.allInnerTexts();
  expect(texts.map((text) => text.split('\n').filter((line) => line !== '').length)).toEqual([4, 4, 4, 4, 4]);
  expect(texts.join('\n')).not.toMatch(/[{}]|undefined/);
  expect(texts[0]).toMatch(/Since 17 Nov 2026, 14:02/);
  expect(texts[0]).toContain('No live webhook for 3 days. The longest gap is usually 20 hours.');
  expect(texts[0]).toContain('In FastSpring, open Developer Tools › Webhooks.');
  expect(texts[1]).toContain('It was last renewed 20 days ago. It expires in about 70 days.');
  expect(texts[3]).toContain('for 30 hours. Events to record: 2. Changes to write to Kommo: 1,250.');
  expect(texts[4]).toContain('Leads: 3. Changes: 4.');
  await page.getByRole('button', { name: 'Health (5)' }).waitFor();
});

test('an administrator enters the address for alarms, and removes it again', async () => {
  const saved: unknown[] = [];
  let email: string | null = null;
  const reply = ({ method, json }: Question) => {
    if (method !== 'PUT') return undefined;
    saved.push(json);
    email = email === null ? 'ops@acme.example' : null;
    return { json: { ...answersWith({}, email).settings, warnings: [] } };
  };
  const page = await openScripted(stage, answersWith({ health: [] }), { reply });
  const health = section(page, 'Health');
  await health.getByText('Everything is working.').waitFor();
  const field = health.getByLabel('Email for alarms');
  for (const typed of ['ops@acme.example', '']) {
    await field.fill(typed);
    await health.getByRole('button', { name: 'Save', exact: true }).click();
    await health.getByText('Saved:', { exact: true }).waitFor();
    await health.getByText(`Email for alarms: ${typed || 'none'}`).waitFor();
  }
  expect(saved).toEqual([{ alarms: { email: 'ops@acme.example' } }, { alarms: { email: null } }]);
});

test('without a mail server the page says who can set one, and reports an alarm that could not be sent', async () => {
  const without = await openScripted(stage, answersWith({ alarms: { canEmail: false, givenUpAt: null } }));
  await section(without, 'Health').getByText('This server can’t send email.').waitFor();
  expect(await section(without, 'Health').getByLabel('Email for alarms').count()).toBe(0);
  const page = await openScripted(
    stage,
    answersWith({ alarms: { canEmail: true, givenUpAt: since } }, 'nobody@acme.example'),
  );
  await section(page, 'Health')
    .getByText('The alarm from 17 Nov 2026, 14:02 couldn’t be sent by email for a day.')
    .waitFor();
});
