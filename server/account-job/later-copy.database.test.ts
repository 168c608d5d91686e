import { expect, test } from 'vitest';
import {
  cancel,
  type FastSpringEvent,
  pause,
  resentEvent,
  resume,
  uncancel,
  update,
} from '../../scripts/sandbox/fastspring/index.ts';
import { subscriptionPayload } from '../../scripts/sandbox/fastspring/payloads/subscriptions.ts';
import { startWithSubscription } from './testing/subscription-stack.ts';

const minute = 60_000;
const day = 86_400_000;

type Stack = Awaited<ReturnType<typeof startWithSubscription>>;

/** What its data says must not change while the subscription goes on. */
const asReported = (event: FastSpringEvent): FastSpringEvent => ({ ...event, data: event.data });

const asOfToday = ({ subscription }: Stack, event: FastSpringEvent, now: number): FastSpringEvent => ({
  ...resentEvent(event, now),
  data: subscriptionPayload(subscription, { expanded: true }),
});

const lives = {
  paused: {
    words: /^Subscription paused/,
    first: ({ store, subscription }: Stack, at: number) => [pause(store, subscription, at)],
    next: ({ store, subscription }: Stack, at: number) => update(store, subscription, { quantity: 3 }, at),
  },
  resumed: {
    words: /^Subscription resumed/,
    first: ({ store, subscription }: Stack, at: number) => [
      asReported(pause(store, subscription, at - minute)),
      resume(store, subscription, at),
    ],
    next: ({ store, subscription }: Stack, at: number) => update(store, subscription, { quantity: 3 }, at),
  },
  uncanceled: {
    words: /^Cancellation withdrawn/,
    first: ({ store, subscription }: Stack, at: number) => [
      asReported(cancel(store, subscription, at - minute)),
      uncancel(store, subscription, at),
    ],
    next: ({ store, subscription }: Stack, at: number) => update(store, subscription, { quantity: 3 }, at),
  },
  updated: {
    words: /^Subscription changed/,
    first: ({ store, subscription }: Stack, at: number) => [update(store, subscription, { quantity: 3 }, at)],
    next: ({ store, subscription }: Stack, at: number) => pause(store, subscription, at),
  },
};

test.each(Object.entries(lives))(
  'a resend of %s that shows the subscription after its next change has no second note',
  async (_what, { words, first, next }) => {
    for (const isCopyFirst of [false, true]) {
      for (const isNextKnown of [true, false]) {
        const stack = await startWithSubscription();
        const { deliver, notes, morning } = stack;
        const earlier = first(stack, morning).map(asReported);
        const reported = earlier.slice(-1);
        const edit = asReported(next(stack, morning + day));
        const copy = reported.map((event) => asOfToday(stack, event, morning + 2 * day));
        await deliver(...earlier.slice(0, -1), ...(isNextKnown ? [edit] : []));
        await deliver(...(isCopyFirst ? copy : reported));
        await deliver(...(isCopyFirst ? reported : copy));
        expect(notes(words)).toBe(1);
      }
    }
  },
);

test('a second pause has its note, though only a late resend reports it', async () => {
  const stack = await startWithSubscription();
  const { store, subscription, deliver, notes, morning } = stack;
  const first = asReported(pause(store, subscription, morning));
  const undo = asReported(resume(store, subscription, morning + day));
  const second = asReported(pause(store, subscription, morning + 2 * day));
  await deliver(first, undo, resentEvent(second, morning + 5 * day));
  expect(notes(/^Subscription paused/)).toBe(2);
});

test('a change that is reported late by a resend of an earlier one has its note', async () => {
  const stack = await startWithSubscription();
  const { store, subscription, deliver, notes, morning } = stack;
  const first = asReported(update(store, subscription, { quantity: 3 }, morning));
  update(store, subscription, { quantity: 5 }, morning + day);
  await deliver(first, asOfToday(stack, first, morning + 5 * day));
  expect(notes(/^Subscription changed/)).toBe(2);
});
