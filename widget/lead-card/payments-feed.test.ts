import { beforeEach, describe, expect, it } from 'vitest';
import type { CardContact } from '../../server/api/card/payments-view.ts';
import type { Failure } from '../client/failure.ts';
import { sampleCustomer, sampleView } from '../testing/sample-views.ts';
import type { PaymentsAnswer, PaymentsApi } from './payments-api.ts';
import { createPaymentsFeed, type FeedState, FRESH_INTERVAL_MS, type Known } from './payments-feed.ts';

interface Question {
  readonly kind: 'read' | 'readWithContacts';
  readonly etag: string | null;
  readonly isHeld: boolean;
  readonly aborted: () => boolean;
  answer(answer: PaymentsAnswer): Promise<void>;
}

const ANNA: CardContact = { id: 406322, emails: ['anna@acme.example'] };
const UNREACHABLE: Failure = { kind: 'unreachable', detail: null };
const START = Date.parse('2026-11-20T14:02:11.000Z');

let now = START;
let questions: Question[] = [];
let states: FeedState[] = [];
let known = new Map<string, Known>();

beforeEach(() => {
  now = START;
  questions = [];
  states = [];
  known = new Map();
});

const lastQuestion = (): Question => {
  const question = questions.at(-1);
  if (!question) throw new Error('Nothing was asked');
  return question;
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function ask(kind: Question['kind'], etag: string | null, isHeld: boolean) {
  let resolve: (answer: PaymentsAnswer) => void = () => undefined;
  const promise = new Promise<PaymentsAnswer>((resolveIt) => {
    resolve = resolveIt;
  });
  let isAborted = false;
  questions.push({
    kind,
    etag,
    isHeld,
    aborted: () => isAborted,
    async answer(answer) {
      resolve(answer);
      await settled();
    },
  });
  return {
    answer: promise,
    abort: () => {
      isAborted = true;
    },
  };
}

const api: PaymentsApi = {
  read: (_card, etag, isHeld) => ask('read', etag, isHeld),
  readWithContacts: (_card, _contacts, etag, isHeld) => ask('readWithContacts', etag, isHeld),
  link: () => Promise.resolve(null),
  unlink: () => Promise.resolve(null),
};

async function startFeed(contacts: readonly CardContact[] = [ANNA]) {
  const feed = createPaymentsFeed({
    api,
    card: 'leads/152464',
    contacts: () => Promise.resolve(contacts),
    known,
    onState: (state) => states.push(state),
    clock: () => now,
  });
  feed.beat(now);
  await settled();
  return {
    ...feed,
    /** lets time pass, with a beat at the end of it */
    async after(ms: number) {
      now += ms;
      feed.beat(now);
      await settled();
    },
  };
}

const viewAnswer = (etag: string, changes = {}): PaymentsAnswer => ({
  kind: 'view',
  etag,
  view: sampleView({ asOf: new Date(now).toISOString(), ...changes }),
});

const LONG_MS = 60_000;

describe('asking', () => {
  it('asks with the contacts first, at once, and lets the server hold all later requests', async () => {
    const feed = await startFeed();
    expect(lastQuestion()).toMatchObject({ kind: 'readWithContacts', etag: null, isHeld: false });
    await lastQuestion().answer(viewAnswer('"1"'));

    await feed.after(0);
    expect(lastQuestion()).toMatchObject({ kind: 'read', etag: '"1"', isHeld: true });
    await feed.after(25_000);
    expect(questions).toHaveLength(2);
    await lastQuestion().answer({ kind: 'unchanged' });
    await feed.after(0);
    expect(questions).toHaveLength(3);
  });

  it('asks again at once after news', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(0);
    await lastQuestion().answer(viewAnswer('"2"'));
    await feed.after(0);
    expect(lastQuestion()).toMatchObject({ kind: 'read', etag: '"2"', isHeld: true });
  });

  it.each([
    ['nothing', (): PaymentsAnswer => ({ kind: 'unchanged' })],
    ['the same', () => viewAnswer('"1"')],
    ['a view without a version', (): PaymentsAnswer => ({ kind: 'view', etag: null, view: sampleView() })],
  ])('waits between requests when a full server answers %s', async (_what, answer) => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(0);
    await lastQuestion().answer(answer());
    await feed.after(FRESH_INTERVAL_MS - 1);
    expect(questions).toHaveLength(2);
    await feed.after(1);
    expect(questions).toHaveLength(3);
  });

  it('asks without contacts where the card has none', async () => {
    await startFeed([]);
    expect(lastQuestion()).toMatchObject({ kind: 'read', etag: null });
  });

  it('names the contacts again until the server has checked them', async () => {
    const feed = await startFeed();
    const unconfirmed = sampleCustomer({ match: { ...sampleCustomer().match, confirmed: false } });
    await lastQuestion().answer(viewAnswer('"1"', { customers: [unconfirmed] }));
    await feed.after(0);
    expect(lastQuestion()).toMatchObject({ kind: 'readWithContacts', etag: '"1"', isHeld: true });

    await lastQuestion().answer(viewAnswer('"2"', { customers: [sampleCustomer()] }));
    await feed.after(0);
    expect(lastQuestion().kind).toBe('read');
  });

  it('has one request in progress at a time', async () => {
    const feed = await startFeed();
    await feed.after(LONG_MS);
    expect(questions).toHaveLength(1);
  });

  it('drops its request when the panel is hidden, and asks at once when it is back', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(0);
    const held = lastQuestion();
    feed.rest();
    expect(held.aborted()).toBe(true);
    // Kommo's requests cannot always be aborted.
    await held.answer(viewAnswer('"2"', { status: 'refunded' }));
    expect(states.at(-1)).not.toMatchObject({ view: { status: 'refunded' } });
    await feed.after(0);
    expect(lastQuestion()).toMatchObject({ kind: 'read', etag: '"1"', isHeld: false });
  });

  it('does not wait for a delayed attempt when the panel is back', async () => {
    const feed = await startFeed();
    await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    feed.rest();
    await feed.after(0);
    expect(questions).toHaveLength(2);
  });

  it('repeats a request in progress on a refresh, and uses only the later answer', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const before = lastQuestion();
    const refreshed = feed.refresh();
    await settled();
    expect(before.aborted()).toBe(true);
    await before.answer({ kind: 'failure', failure: UNREACHABLE });
    await lastQuestion().answer(viewAnswer('"2"', { status: 'paid' }));
    await refreshed;
    expect(states.at(-1)).toMatchObject({ failure: null, view: { status: 'paid' } });
  });

  it('shows at once that a refresh has failed', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    void feed.refresh();
    await settled();
    await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    expect(states.at(-1)).toMatchObject({ kind: 'loaded', failure: UNREACHABLE });
  });

  it('asks at once, with the contacts, on a refresh', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    feed.refresh();
    await settled();
    expect(questions).toHaveLength(2);
    expect(lastQuestion().kind).toBe('readWithContacts');
  });

  it('drops its request when it is stopped', async () => {
    const feed = await startFeed();
    feed.stop();
    expect(lastQuestion().aborted()).toBe(true);
    await lastQuestion().answer(viewAnswer('"1"'));
    expect(states).toEqual([{ kind: 'loading' }]);
    expect(known.size).toBe(0);
    await feed.refresh();
    await feed.after(LONG_MS);
    expect(questions).toHaveLength(1);
  });
});

describe('the shown data', () => {
  it('has the time of the last confirmation, by the clock of the server', async () => {
    const feed = await startFeed();
    const serverIsAhead = 90_000;
    const asOf = now + serverIsAhead;
    await lastQuestion().answer(viewAnswer('"1"', { asOf: new Date(asOf).toISOString() }));
    expect(states.at(-1)).toMatchObject({ kind: 'loaded', asOf });

    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion().answer({ kind: 'unchanged' });
    expect(states.at(-1)).toMatchObject({ asOf: asOf + FRESH_INTERVAL_MS });
  });

  it('keeps the last known data and its time while the server cannot be reached', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    const asOf = now;
    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    expect(states).toHaveLength(2);

    await feed.after(FRESH_INTERVAL_MS);
    await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    expect(states.at(-1)).toMatchObject({ kind: 'loaded', asOf, failure: UNREACHABLE });

    await feed.after(LONG_MS);
    await lastQuestion().answer({ kind: 'unchanged' });
    expect(states.at(-1)).toMatchObject({ kind: 'loaded', failure: null });
  });

  it('reports a failure at once when there is nothing to show, and retries ever more slowly', async () => {
    const feed = await startFeed();
    await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    expect(states.at(-1)).toEqual({ kind: 'failed', failure: UNREACHABLE });

    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const asked = questions.length;
      const before = now;
      while (questions.length === asked) await feed.after(1_000);
      waits.push(now - before);
      await lastQuestion().answer({ kind: 'failure', failure: UNREACHABLE });
    }
    expect(waits).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000]);
  });

  it('shows a refusal at once, data or not', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const failure: Failure = { kind: 'refused', detail: 'Reload the page.' };
    await lastQuestion().answer({ kind: 'failure', failure });
    expect(states.at(-1)).toMatchObject({ kind: 'loaded', failure });
  });

  it('forgets payments that the reader may no longer see', async () => {
    const feed = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    await feed.after(FRESH_INTERVAL_MS);
    const failure: Failure = { kind: 'forbidden', detail: 'Ask an administrator.' };
    await lastQuestion().answer({ kind: 'failure', failure });
    expect(states.at(-1)).toEqual({ kind: 'failed', failure });
    expect(known.size).toBe(0);
  });

  it('begins with the data from the last time the lead was open', async () => {
    const first = await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    first.stop();
    states = [];
    await startFeed();
    expect(states[0]).toMatchObject({ kind: 'loaded', asOf: START });
  });

  it('forgets the card that was open longest ago', async () => {
    const view = sampleView();
    for (let id = 1; id <= 20; id++) known.set(`contacts/${id}`, { view, etag: null, asOf: 0, clockOffset: 0 });
    await startFeed();
    await lastQuestion().answer(viewAnswer('"1"'));
    expect(known.size).toBe(20);
    expect(known.has('contacts/1')).toBe(false);
    expect(known.has('leads/152464')).toBe(true);
  });
});
