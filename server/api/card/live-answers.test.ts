import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLeadChanges } from './lead-changes.ts';
import { createLiveAnswers, longestWaitUnheard, type Question, rememberedFor } from './live-answers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A lead whose card shows `state.etag`, and what is announced of it. */
function setScene({ isLasting = true } = {}) {
  const state = { etag: '"1"', looks: 0, isHeard: true, topics: ['1'] };
  let announce: (payload: string) => void = () => undefined;
  let reconnect: () => void = () => undefined;
  const changes = createLeadChanges(
    {
      listen: (_channel, listener) => {
        announce = listener.onMessage;
        reconnect = listener.onGap;
        return { isHeard: () => state.isHeard, close: async () => undefined };
      },
    },
    { warn: () => undefined },
  );
  const live = createLiveAnswers(changes);
  const gone = new AbortController();
  const question = (more: Partial<Question> = {}): Question => ({
    ...{
      accountId: 'acme',
      userId: 7,
      subject: 'lead 1',
      reader: 'en',
      known: '"1"',
      waitMs: 25_000,
      gone: gone.signal,
    },
    look: async () => {
      state.looks += 1;
      return { etag: state.etag, body: state.etag, isLasting, topics: state.topics };
    },
    ...more,
  });
  /** what the question was answered, or undefined while it is held */
  const ask = (more?: Partial<Question>) => {
    const asked: { body?: string | null } = {};
    live.answer(question(more)).then(({ body }) => {
      asked.body = body;
    });
    return asked;
  };
  const change = async (etag: string, payload = 'acme:1') => {
    state.etag = etag;
    announce(payload);
    await vi.advanceTimersByTimeAsync(1);
  };
  return { state, live, gone, question, ask, change, reconnect: () => reconnect() };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('without a wait the answer comes at once, and only news has a body', async () => {
  const { ask } = setScene();
  const [news, nothing] = [ask({ known: undefined, waitMs: 0 }), ask({ waitMs: 0 })];
  await pass(0);
  expect([news, nothing]).toEqual([{ body: '"1"' }, { body: null }]);
});

test('with a wait it comes when the lead changes, or after that time with nothing', async () => {
  const { ask, change } = setScene();
  const asked = ask();
  await pass(10_000);
  await change('"2"', 'acme:2');
  await change('"2"', 'bluebird:1');
  expect(asked).toEqual({});
  await change('"2"');
  expect(asked).toEqual({ body: '"2"' });

  const again = ask({ known: '"2"' });
  await pass(24_999);
  expect(again).toEqual({});
  await pass(1);
  expect(again).toEqual({ body: null });
});

test('a change of the account is one of all its leads', async () => {
  const { ask, change } = setScene();
  const asked = ask();
  await pass(1);
  await change('"2"', 'acme');
  expect(asked).toEqual({ body: '"2"' });
});

test('a card that is merely open is not looked at again until something changes', async () => {
  const { state, ask, change } = setScene();
  for (let times = 0; times < 4; times += 1) {
    ask();
    await pass(25_000);
  }
  expect(state.looks).toBe(1);
  ask({ reader: 'de' });
  await pass(25_000);
  expect(state.looks).toBe(2);
  // What changes between two questions is seen by the next.
  await change('"2"');
  const asked = ask();
  await pass(0);
  expect(asked).toEqual({ body: '"2"' });
});

test('what is not announced, or changes with time alone, is looked for again', async () => {
  const scene = setScene();
  scene.ask({ waitMs: 0 });
  await pass(rememberedFor);
  scene.state.etag = '"2"';
  const asked = scene.ask({ waitMs: 0 });
  await pass(0);
  expect(asked).toEqual({ body: '"2"' });

  const passing = setScene({ isLasting: false });
  for (let times = 0; times < 3; times += 1) {
    passing.ask();
    await pass(25_000);
  }
  expect(passing.state.looks).toBe(3);
});

test('of a burst of changes without news a waiting card hears at most every 250 ms', async () => {
  const { state, ask, change } = setScene();
  const asked = ask();
  await pass(1_000);
  for (let times = 0; times < 100; times += 1) {
    await change('"1"');
    await pass(9);
  }
  expect(asked).toEqual({});
  expect(state.looks).toBeGreaterThanOrEqual(4);
  expect(state.looks).toBeLessThanOrEqual(6);
});

test('two windows on one lead are both answered', async () => {
  const { ask, change } = setScene();
  const windows = [ask(), ask()];
  await pass(1);
  await change('"2"');
  expect(windows).toEqual([{ body: '"2"' }, { body: '"2"' }]);
});

test('while changes are not heard of, no request is held for long, and everything is looked at', async () => {
  const { state, ask } = setScene();
  state.isHeard = false;
  for (let times = 0; times < 3; times += 1) {
    const asked = ask();
    await pass(longestWaitUnheard);
    expect(asked).toEqual({ body: null });
  }
  expect(state.looks).toBe(3);
});

test('after a lost connection everything that waits is looked at again', async () => {
  const { state, ask, reconnect } = setScene();
  const asked = ask();
  await pass(1);
  state.etag = '"2"';
  reconnect();
  await pass(1);
  expect(asked).toEqual({ body: '"2"' });
});

test('a client that has gone is not waited for, and closing answers all', async () => {
  const { gone, live, ask } = setScene();
  const [left, waiting] = [ask({ userId: 8 }), ask({ gone: new AbortController().signal })];
  await pass(1);
  gone.abort();
  await pass(1);
  expect([left, waiting]).toEqual([{ body: null }, {}]);
  live.close();
  await pass(1);
  expect(waiting).toEqual({ body: null });
});

test('a failure of a later look is the answer', async () => {
  const { live, change, question } = setScene();
  let looks = 0;
  const look = async () => {
    looks += 1;
    if (looks > 1) throw new Error('not allowed any more');
    return { etag: '"1"', body: '', isLasting: true, topics: ['1'] };
  };
  const answer = live.answer(question({ look }));
  const failed = expect(answer).rejects.toThrow('not allowed any more');
  await pass(1);
  await change('"1"');
  await failed;
});

test('a card of several leads and customers hears of each, and of those alone that its last look named', async () => {
  const { state, ask, change } = setScene();
  state.topics = ['1', 'anna'];
  const asked = ask();
  await pass(1);
  await change('"2"', 'acme:2');
  expect(asked).toEqual({});
  state.topics = ['2'];
  await change('"2"', 'acme:anna');
  expect(asked).toEqual({ body: '"2"' });

  const again = ask({ known: '"2"' });
  await pass(1);
  await change('"3"', 'acme:1');
  expect(again).toEqual({});
  await change('"3"', 'acme:2');
  expect(again).toEqual({ body: '"3"' });
});

test('what changes during a look, before it names what it is about, leads to another look', async () => {
  const { ask, change, state } = setScene();
  const looking = Promise.withResolvers<void>();
  const asked = ask({
    look: async () => {
      state.looks += 1;
      const { etag } = state;
      if (state.looks === 1) await looking.promise;
      return { etag, body: etag, isLasting: true, topics: ['5'] };
    },
  });
  await pass(1);
  await change('"2"', 'acme:5');
  looking.resolve();
  await pass(1);
  expect(asked).toEqual({ body: '"2"' });
});
