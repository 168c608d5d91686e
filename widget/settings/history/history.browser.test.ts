import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportView } from '../../../server/api/imports/import-view.ts';
import { expectPicture } from '../../testing/expect-picture.ts';
import type { Question, Reply } from '../../testing/scripted-backend.ts';
import { type Stage, setStage } from '../../testing/set-stage.ts';
import { inUse, justInstalled, type SampleAnswers } from '../testing/sample-answers.ts';
import { importOf, plan } from '../testing/sample-imports.ts';
import { openScripted, type Refusal, refuse, scriptedTab } from '../testing/scripted-page.ts';

/** The history of years, as an administrator imports and undoes it; the server's answers are scripted. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage(scriptedTab);
});
afterAll(() => stage.close());

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server with one import; every request to change it moves it to the next of `views`. */
interface Scene {
  readonly answers?: SampleAnswers;
  readonly startsEmpty?: boolean;
  /** the answer to every request for a change */
  readonly refusal?: Refusal;
}

async function openHistory(views: readonly ImportView[], { answers = inUse, startsEmpty, refusal }: Scene = {}) {
  const asked: Asked[] = [];
  const left = [...views];
  let current = startsEmpty ? undefined : left.shift();
  const reply = ({ method, path, json: body }: Question): Reply | undefined => {
    if (!path.startsWith('imports')) return undefined;
    if (method === 'GET') return { json: { imports: current === undefined ? [] : [current] } };
    if (refusal) return refuse(refusal);
    asked.push({ method, path, body });
    current = left.shift() ?? current;
    return { json: current };
  };
  const page = await openScripted(stage, answers, { reply });
  const history = page.locator('#pvf-history');
  return {
    page,
    history,
    asked,
    /** the server's present state, and the page's next reading of it */
    async show(view: ImportView) {
      current = view;
      await page.clock.runFor(2_000);
    },
  };
}

test('a plan is made, read, applied, watched and undone', async () => {
  const reading = importOf('reading', { progress: { done: 212, total: 1_419, perMinute: 424, secondsLeft: 171 } });
  const applying = importOf('applying', {
    kommo: 'fields',
    progress: { done: 4_120, total: 11_693, perMinute: 900, secondsLeft: 505 },
  });
  const undoing = importOf('undoing', {
    kommo: 'fields',
    progress: { done: 0, total: 11_693, perMinute: null, secondsLeft: null },
  });
  const { history, asked, show } = await openHistory([reading, applying, undoing], { startsEmpty: true });

  await history.getByLabel('First day').fill('2023-01-01');
  await history.getByLabel('Last day').fill('2026-11-19');
  await history.getByRole('button', { name: 'Preview import' }).click();
  await history.getByText('212 of 1,419 days · 424 per minute · about 3 minutes left').waitFor();
  expect(await history.getByRole('progressbar').getAttribute('value')).toBe('212');
  expect(await history.getByRole('button', { name: 'Preview import' }).count()).toBe(0);

  await show(importOf('planned'));
  await history.getByText('Preview. Nothing has been changed yet.').waitFor();
  const text = await history.innerText();
  expect(text).toMatch(/Orders and renewals\s+10,412\s+9,870/);
  expect(text).toContain('€812,430.50, US$90,211.00');
  expect(text).toContain('1,300 will be linked to a lead');
  expect(text).toContain('same email: 1,240');
  expect(text).toContain('600 will stay unmatched');
  expect(text).toContain('no contact has their email: 561');
  expect(text).toContain('1,912 requests to Kommo (about 5 minutes)');
  await history.getByText('Examples and reasons').click();
  const example = history.getByRole('listitem').filter({ hasText: 'Anna Schmidt' }).first();
  expect(await example.innerText()).toContain('anna@acme.example belongs to contact Anna Schmidt');
  expect(await example.getByRole('link').getAttribute('href')).toContain('152464');

  await history.getByLabel('Update lead fields').check();
  await history.getByRole('button', { name: 'Import 11,693 records' }).click();
  await history.getByText('4,120 of 11,693 records · 900 per minute · about 9 minutes left').waitFor();

  await show(importOf('done', { kommo: 'fields' }));
  await history.getByText(/^Imported .*, with the lead fields in Kommo\.$/).waitFor();
  await history.getByRole('button', { name: 'Undo import' }).click();
  const question = history.getByText('This removes 9,870 orders, 131 refunds and 1,692 subscriptions.');
  expect(await question.innerText()).toContain('except where someone has changed them since');
  await history.getByRole('button', { name: 'Undo', exact: true }).click();
  await history.getByText('0 of 11,693 records').waitFor();
  await show(importOf('undone', { kommo: 'fields' }));
  await history.getByText('Undone. Everything is as it was before.').waitFor();
  await history.getByRole('button', { name: 'Preview import' }).waitFor();

  const { id } = applying;
  expect(asked).toEqual([
    { method: 'POST', path: 'imports', body: { begin: '2023-01-01', end: '2026-11-19' } },
    { method: 'POST', path: `imports/${id}/apply`, body: { kommo: 'fields' } },
    { method: 'POST', path: `imports/${id}/undo`, body: null },
  ]);
});

test('past payments change nothing in Kommo unless that is chosen', async () => {
  const { history, asked } = await openHistory([importOf('planned'), importOf('applying')]);
  await history.getByRole('button', { name: 'Import 11,693 records' }).click();
  await expect.poll(() => asked.map(({ body }) => body)).toEqual([{ kommo: 'nothing' }]);
});

test('it is paused, resumed and canceled', async () => {
  const progress = { done: 10, total: 1_419, perMinute: null, secondsLeft: null };
  const reading = importOf('reading', { progress });
  const views = [reading, { ...reading, isPaused: true }, reading, importOf('canceled')];
  const { history, asked } = await openHistory(views);
  await history.getByRole('button', { name: 'Pause' }).click();
  await history.getByText('Paused. It will resume from here.').waitFor();
  await history.getByRole('button', { name: 'Resume' }).click();
  await history.getByRole('button', { name: 'Cancel import' }).click();
  await history.getByText('The data read so far will be discarded.').waitFor();
  await history.getByRole('button', { name: 'Cancel import' }).click();
  await history.getByText('Canceled. Nothing was changed.').waitFor();
  expect(asked.map(({ method, path }) => [method, path.split('/')[2] ?? ''])).toEqual([
    ['POST', 'pause'],
    ['POST', 'resume'],
    ['DELETE', ''],
  ]);
});

test('while it is being applied, the question before a stop lists what is undone', async () => {
  const applying = importOf('applying', {
    kommo: 'everything',
    progress: { done: 10, total: 11_693, perMinute: null, secondsLeft: null },
  });
  const { history, asked } = await openHistory([applying, importOf('undoing', { kommo: 'everything' })]);
  await history.getByRole('button', { name: 'Stop and undo' }).click();
  await history.getByText('Notes, tasks and stages stay in Kommo.').waitFor();
  await history.getByRole('button', { name: 'Undo', exact: true }).click();
  await history.getByText('Undoing…').first().waitFor();
  expect(asked).toMatchObject([{ method: 'DELETE' }]);
});

test('the reasons for a delay and for a refusal are shown', async () => {
  const held = importOf('reading', {
    problem: 'credentials_refused',
    progress: { done: 10, total: 1_419, perMinute: null, secondsLeft: null },
  });
  const { history } = await openHistory([held], { refusal: { status: 409, json: { code: 'import_moved_on' } } });
  await history.getByText('FastSpring rejected the saved API credentials.').waitFor();
  await history.getByRole('button', { name: 'Pause' }).click();
  await history.getByText('The import has moved on in the meantime.').waitFor();
});

test('invalid days are refused with an explanation', async () => {
  const refusal = { status: 400, json: { code: 'days_invalid' } };
  const { history } = await openHistory([], { startsEmpty: true, refusal });
  await history.getByRole('button', { name: 'Preview import' }).click();
  await history.getByText('Choose a first and a last day').waitFor();
});

test('when everything is already imported there is nothing to apply', async () => {
  const none = { found: 12, new: 0 };
  const known = importOf('planned', {
    plan: { ...plan, orders: none, refunds: none, subscriptions: none, totals: [], matched: [], kommoCalls: 0 },
  });
  const { history } = await openHistory([known]);
  await history.getByText('Everything FastSpring has for these dates is already here.').waitFor();
  expect(await history.getByRole('button', { name: /^Import/ }).count()).toBe(0);
});

test('without credentials the page says what is missing', async () => {
  const fresh = await openHistory([], { answers: justInstalled, startsEmpty: true });
  await fresh.history.getByText('Save the API credentials under Connect').waitFor();
  expect(await fresh.history.getByRole('button').count()).toBe(0);
});

const pictured = {
  planned: importOf('planned'),
  applying: importOf('applying', {
    kommo: 'fields',
    progress: { done: 4_120, total: 11_693, perMinute: 900, secondsLeft: 505 },
  }),
  done: importOf('done', { kommo: 'nothing' }),
};

describe.each(Object.entries(pictured))('%s', (name, view) => {
  let scene: Awaited<ReturnType<typeof openHistory>>;

  beforeAll(async () => {
    scene = await openHistory([view]);
    // Higher than the section, so that the page's navigation does not cover a part of it.
    await scene.page.setViewportSize({ width: 1000, height: 1400 });
    await scene.history.locator('h3').first().waitFor();
    if (name === 'planned') await scene.history.getByText('Examples and reasons').click();
  });

  test.each(['light', 'dark'])('looks as in widget/screenshots, %s', async (theme) => {
    const { page, history } = scene;
    await page.evaluate((look) => window.sandbox.setTheme(look), theme);
    await expectPicture(page, history, `settings-history-${name}-${theme}.png`);
  });
});

describe('a plan without anything new', () => {
  const none = { found: 0, new: 0 };
  const empty = {
    ...{ ...plan, orders: none, refunds: none, subscriptions: none, totals: [], customers: 0, linked: 0 },
    ...{ matched: [], unmatched: [], examples: [], kommoCalls: 0, kommoSeconds: 0 },
  };

  test('says that FastSpring sold nothing', async () => {
    const { history } = await openHistory([importOf('planned', { plan: empty })]);
    await history.getByText('FastSpring has no sales in this period.').waitFor();
    expect(await history.innerText()).not.toMatch(/customers? paid|is already here/);
  });

  test('says that all of it is here', async () => {
    const known = { ...empty, orders: { found: 3, new: 0 }, customers: 1, linked: 1 };
    const { history } = await openHistory([importOf('planned', { plan: known })]);
    await history.getByText('Everything FastSpring has for these dates is already here.').waitFor();
    await history.getByText('1 customer paid:').waitFor();
  });
});
