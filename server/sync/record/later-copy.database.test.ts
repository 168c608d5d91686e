import { expect, test } from 'vitest';
import {
  cancel,
  type FastSpringEvent,
  failCharge,
  pause,
  remindOfOverduePayment,
  resentEvent,
  resume,
  uncancel,
  update,
} from '../../../testing/sandbox/fastspring/index.ts';
import { subscriptionPayload } from '../../../testing/sandbox/fastspring/payloads/subscriptions.ts';
import { startWithSubscription } from '../../../testing/server/sync/subscription-stack.ts';

const minute = 60_000;
const day = 86_400_000;

type Stack = Awaited<ReturnType<typeof startWithSubscription>>;

/** The data as it is now: an event renders it when it is first read, and shows the subscription of that moment. */
const asReported = (event: FastSpringEvent): FastSpringEvent => ({ ...event, data: event.data });

const asOfToday = ({ subscription }: Stack, event: FastSpringEvent, now: number): FastSpringEvent => ({
  ...resentEvent(event, now),
  data: subscriptionPayload(subscription, { expanded: true }),
});

type Report = (stack: Stack, at: number) => FastSpringEvent;
const paused: Report = ({ store, subscription }, at) => pause(store, subscription, at);
const resumed: Report = ({ store, subscription }, at) => resume(store, subscription, at);
const canceled: Report = ({ store, subscription }, at) => cancel(store, subscription, at);
const uncanceled: Report = ({ store, subscription }, at) => uncancel(store, subscription, at);
const updated: Report = ({ store, subscription }, at) => update(store, subscription, { quantity: 3 }, at);

test.each<[string, { words: RegExp; before: readonly Report[]; reported: Report; next: Report }]>([
  ['paused', { words: /^Subscription paused/, before: [], reported: paused, next: updated }],
  ['resumed', { words: /^Subscription resumed/, before: [paused], reported: resumed, next: updated }],
  ['uncanceled', { words: /^Cancellation withdrawn/, before: [canceled], reported: uncanceled, next: updated }],
  ['updated', { words: /^Subscription changed/, before: [], reported: updated, next: paused }],
])(
  'a resend of %s that shows the subscription after its next change has no second note',
  async (_what, { words, before, reported, next }) => {
    for (const isCopyFirst of [false, true]) {
      for (const isNextKnown of [true, false]) {
        const stack = await startWithSubscription();
        const { deliver, notes, morning } = stack;
        const earlier = before.map((report) => asReported(report(stack, morning - minute)));
        const original = asReported(reported(stack, morning));
        const edit = asReported(next(stack, morning + day));
        const copy = asOfToday(stack, original, morning + 2 * day);
        await deliver(...earlier, ...(isNextKnown ? [edit] : []));
        await deliver(isCopyFirst ? copy : original);
        await deliver(isCopyFirst ? original : copy);
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

test('a missed payment has its note, though a resend came first that shows the subscription paused since', async () => {
  const stack = await startWithSubscription();
  const { store, subscription, deliver, notes, morning } = stack;
  Object.assign(subscription, { next: morning - day });
  failCharge(store, subscription, 'EXPIRED_CARD', morning);
  const original = asReported(remindOfOverduePayment(store, subscription, morning));
  pause(store, subscription, morning + day);
  await deliver(asOfToday(stack, original, morning + 2 * day));
  expect(notes(/^Payment overdue/)).toBe(0);
  await deliver(original);
  await deliver(original);
  expect(notes(/^Payment overdue/)).toBe(1);
});
