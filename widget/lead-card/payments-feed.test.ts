import { beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../client/failure.ts';
import { sampleCustomer, sampleView } from '../testing/sample-views.ts';
import {
  beginsAt,
  type FeedScene,
  feedScene,
  lastQuestion,
  settled,
  startFeed,
  viewAnswer,
} from '../testing/scripted-feed.ts';
import type { PaymentsAnswer } from './payments-api.ts';
import { FRESH_INTERVAL_MS } from './payments-feed.ts';

const UNREACHABLE: Failure = { kind: 'unreachable', code: '' };
const LONG_MS = 60_000;

let scene: FeedScene;

beforeEach(() => {
  scene = feedScene();
});

describe('asking', () => {
  it('asks with the contacts first, at once, and lets the server hold all later requests', async () => {
    const feed = await startFeed(scene);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'readWithContacts', etag: null, isHeld: false });
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));

    await feed.after(0);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'read', etag: '"1"', isHeld: true });
    await feed.after(25_000);
    expect(scene.questions).toHaveLength(2);
    await lastQuestion(scene).answer({ kind: 'unchanged' });
    await feed.after(0);
    expect(scene.questions).toHaveLength(3);
  });

  it('asks again at once after news', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(0);
    await lastQuestion(scene).answer(viewAnswer(scene, '"2"'));
    await feed.after(0);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'read', etag: '"2"', isHeld: true });
  });

  it.each([
    ['nothing', (): PaymentsAnswer => ({ kind: 'unchanged' })],
    ['the same', () => viewAnswer(scene, '"1"')],
    ['a view without a version', (): PaymentsAnswer => ({ kind: 'view', etag: null, view: sampleView() })],
  ])('waits between requests when a full server answers %s', async (_what, answer) => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(0);
    await lastQuestion(scene).answer(answer());
    await feed.after(FRESH_INTERVAL_MS - 1);
    expect(scene.questions).toHaveLength(2);
    await feed.after(1);
    expect(scene.questions).toHaveLength(3);
  });

  it('asks without contacts where the card has none', async () => {
    await startFeed(scene, []);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'read', etag: null });
  });

  it('names the contacts again until the server has checked them', async () => {
    const feed = await startFeed(scene);
    const unconfirmed = sampleCustomer({ match: { ...sampleCustomer().match, confirmed: false } });
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"', { customers: [unconfirmed] }));
    await feed.after(0);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'readWithContacts', etag: '"1"', isHeld: true });

    await lastQuestion(scene).answer(viewAnswer(scene, '"2"', { customers: [sampleCustomer()] }));
    await feed.after(0);
    expect(lastQuestion(scene).kind).toBe('read');
  });

  it('has one request in progress at a time', async () => {
    const feed = await startFeed(scene);
    await feed.after(LONG_MS);
    expect(scene.questions).toHaveLength(1);
  });

  it('drops its request when the panel is hidden, and asks at once when it is back', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(0);
    const held = lastQuestion(scene);
    feed.rest();
    expect(held.aborted()).toBe(true);
    // Kommo's requests cannot always be aborted.
    await held.answer(viewAnswer(scene, '"2"', { status: 'refunded' }));
    expect(scene.states.at(-1)).not.toMatchObject({ view: { status: 'refunded' } });
    await feed.after(0);
    expect(lastQuestion(scene)).toMatchObject({ kind: 'read', etag: '"1"', isHeld: false });
  });

  it('does not wait for a delayed attempt when the panel is back', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    feed.rest();
    await feed.after(0);
    expect(scene.questions).toHaveLength(2);
  });

  it('repeats a request in progress on a refresh, and uses only the later answer', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const before = lastQuestion(scene);
    const refreshed = feed.refresh();
    await settled();
    expect(before.aborted()).toBe(true);
    await before.answer({ kind: 'failure', failure: UNREACHABLE });
    await lastQuestion(scene).answer(viewAnswer(scene, '"2"', { status: 'paid' }));
    await refreshed;
    expect(scene.states.at(-1)).toMatchObject({ failure: null, view: { status: 'paid' } });
  });

  it('shows at once that a refresh has failed', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    void feed.refresh();
    await settled();
    await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    expect(scene.states.at(-1)).toMatchObject({ kind: 'loaded', failure: UNREACHABLE });
  });

  it('asks at once, with the contacts, on a refresh', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    feed.refresh();
    await settled();
    expect(scene.questions).toHaveLength(2);
    expect(lastQuestion(scene).kind).toBe('readWithContacts');
  });

  it('drops its request when it is stopped', async () => {
    const feed = await startFeed(scene);
    feed.stop();
    expect(lastQuestion(scene).aborted()).toBe(true);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    expect(scene.states).toEqual([{ kind: 'loading' }]);
    expect(scene.known.size).toBe(0);
    await feed.refresh();
    await feed.after(LONG_MS);
    expect(scene.questions).toHaveLength(1);
  });
});

describe('the shown data', () => {
  it('has the time of the last confirmation, by the clock of the server', async () => {
    const feed = await startFeed(scene);
    const serverIsAhead = 90_000;
    const asOf = scene.now + serverIsAhead;
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"', { asOf: new Date(asOf).toISOString() }));
    expect(scene.states.at(-1)).toMatchObject({ kind: 'loaded', asOf });

    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion(scene).answer({ kind: 'unchanged' });
    expect(scene.states.at(-1)).toMatchObject({ asOf: asOf + FRESH_INTERVAL_MS });
  });

  it('keeps the last known data and its time while the server cannot be reached', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    const asOf = scene.now;
    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    expect(scene.states).toHaveLength(2);

    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    expect(scene.states.at(-1)).toMatchObject({ kind: 'loaded', asOf, failure: UNREACHABLE });

    await feed.after(LONG_MS);
    await lastQuestion(scene).answer({ kind: 'unchanged' });
    expect(scene.states.at(-1)).toMatchObject({ kind: 'loaded', failure: null });
  });

  it('reports a failure at once when there is nothing to show, and retries ever more slowly', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    expect(scene.states.at(-1)).toEqual({ kind: 'failed', failure: UNREACHABLE });

    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const asked = scene.questions.length;
      const before = scene.now;
      while (scene.questions.length === asked) await feed.after(1_000);
      waits.push(scene.now - before);
      await lastQuestion(scene).answer({ kind: 'failure', failure: UNREACHABLE });
    }
    expect(waits).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000]);
  });

  it('shows a refusal at once, data or not', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const failure: Failure = { kind: 'refused', code: 'unauthorized' };
    await lastQuestion(scene).answer({ kind: 'failure', failure });
    expect(scene.states.at(-1)).toMatchObject({ kind: 'loaded', failure });
  });

  it('forgets payments that the reader may no longer see', async () => {
    const feed = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const failure: Failure = { kind: 'forbidden', code: 'lead_hidden' };
    await lastQuestion(scene).answer({ kind: 'failure', failure });
    expect(scene.states.at(-1)).toEqual({ kind: 'failed', failure });
    expect(scene.known.size).toBe(0);
  });

  it('begins with the data from the last time the lead was open', async () => {
    const first = await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    first.stop();
    scene.states.length = 0;
    await startFeed(scene);
    expect(scene.states[0]).toMatchObject({ kind: 'loaded', asOf: beginsAt });
  });

  it('forgets the card that was open longest ago', async () => {
    const view = sampleView();
    for (let id = 1; id <= 20; id++) scene.known.set(`contacts/${id}`, { view, etag: null, asOf: 0, clockOffset: 0 });
    await startFeed(scene);
    await lastQuestion(scene).answer(viewAnswer(scene, '"1"'));
    expect(scene.known.size).toBe(20);
    expect(scene.known.has('contacts/1')).toBe(false);
    expect(scene.known.has('leads/152464')).toBe(true);
  });
});
