import { expect, test } from 'vitest';
import {
  cancel,
  deactivate,
  failCharge,
  remindOfTrialEnd,
  resentEvent,
  uncancel,
  update,
} from '../../../testing/sandbox/fastspring/index.ts';
import { chargeFailedPayload } from '../../../testing/sandbox/fastspring/payloads/charges.ts';
import { subscriptionPayload } from '../../../testing/sandbox/fastspring/payloads/subscriptions.ts';
import { startWithSubscription } from '../../../testing/server/sync/subscription-stack.ts';
import { subscriptionAsEvents } from '../../history/walk/as-events.ts';

const minute = 60_000;
const day = 86_400_000;

test('each cancellation of a day has its note, and no resend has another', async () => {
  const { store, subscription, deliver, notes, morning } = await startWithSubscription();
  const first = cancel(store, subscription, morning);
  const undo = uncancel(store, subscription, morning + 5 * minute);
  const second = cancel(store, subscription, morning + 10 * minute);
  await deliver(second, first, undo);
  expect(notes(/^Subscription canceled/i)).toBe(2);
  await deliver(resentEvent(first, morning + 2 * day), resentEvent(second, morning + 2 * day));
  expect(notes(/^Subscription canceled/i)).toBe(2);
});

test('a cancellation repeated by a later copy has no second note, whichever comes first', async () => {
  for (const isCopyFirst of [false, true]) {
    const { store, subscription, deliver, notes, morning, prisma } = await startWithSubscription();
    const canceled = cancel(store, subscription, morning);
    const updated = update(store, subscription, { quantity: 3 }, morning + 2 * day);
    const json = JSON.stringify(subscriptionPayload(subscription, { expanded: false }));
    const copy = subscriptionAsEvents('reconciliation', { id: subscription.id, json })
      .filter(({ type }) => type === 'subscription.canceled')
      .map(({ eventId, createdAt, payload }) => ({
        ...canceled,
        id: eventId,
        created: createdAt ?? 0,
        data: JSON.parse(payload).data,
      }));
    expect(copy).toHaveLength(1);
    await deliver(...(isCopyFirst ? copy : [canceled]), updated);
    await deliver(...(isCopyFirst ? [canceled] : copy));
    expect(notes(/^Subscription canceled/i)).toBe(1);
    const [second] = await prisma.event.findMany({ orderBy: { id: 'desc' }, take: 1 });
    expect(second).toMatchObject({ type: 'subscription.canceled', isRepeat: true });
  }
});

test('each decline of a period has its note, and no resend with the subscription of its day has another', async () => {
  for (const isCopyFirst of [false, true]) {
    const { store, subscription, deliver, notes, morning } = await startWithSubscription();
    const first = failCharge(store, subscription, 'DECLINED_SOFT', morning);
    const asItWas = { ...first, data: first.data };
    update(store, subscription, { quantity: 3 }, morning + day);
    const data = chargeFailedPayload('DECLINED_SOFT', subscription, { expanded: true });
    const copy = { ...resentEvent(asItWas, morning + 2 * day), data };
    await deliver(...(isCopyFirst ? [copy] : [asItWas]));
    await deliver(...(isCopyFirst ? [asItWas] : [copy]), resentEvent(asItWas, morning + 3 * day));
    expect(notes(/Renewal payment failed/)).toBe(1);
    if (!isCopyFirst) {
      await deliver(failCharge(store, subscription, 'DECLINED_SOFT', morning + 4 * day));
      expect(notes(/Renewal payment failed/)).toBe(2);
    }
  }
});

test('facts under the keys of an earlier version have no second note', async () => {
  const { store, subscription, deliver, notes, morning, prisma } = await startWithSubscription();
  const declined = failCharge(store, subscription, 'EXPIRED_CARD', morning);
  const canceled = cancel(store, subscription, morning + minute);
  await deliver(declined, canceled);
  const before = { declines: notes(/Renewal payment failed/), cancellations: notes(/canceled/i) };
  expect(before).toEqual({ declines: 1, cancellations: 1 });
  await prisma.$executeRaw`
    UPDATE "facts" SET "fact_key" = regexp_replace("fact_key", ':[0-9]{13}$', '')
    WHERE "type" IN ('subscription.charge.failed', 'subscription.canceled')`;
  await prisma.$executeRaw`
    UPDATE "effects" SET "fact_key" = regexp_replace("fact_key", ':[0-9]{13}$', ''),
      "key" = regexp_replace("key", ':[0-9]{13}[|]', '|')
    WHERE "fact_key" LIKE 'subscription.charge.failed:%' OR "fact_key" LIKE 'subscription.canceled:%'`;
  await deliver(resentEvent(declined, morning + day), resentEvent(canceled, morning + day));
  expect({ declines: notes(/Renewal payment failed/), cancellations: notes(/canceled/i) }).toEqual(before);
});

test('a reminder has its note though an earlier one, of a charge that was to come, has one too', async () => {
  for (const isLaterFirst of [false, true]) {
    const { store, subscription, deliver, notes, morning } = await startWithSubscription();
    const reminded = remindOfTrialEnd(store, subscription, morning);
    const first = { ...reminded, data: reminded.data };
    deactivate(store, subscription, morning + minute);
    const second = remindOfTrialEnd(store, subscription, morning + 2 * minute);
    await deliver(...(isLaterFirst ? [second, first] : [first, second]));
    expect(notes(/^Trial ending soon/)).toBe(2);
  }
});

test('an end has its note though it reports the cancellation before it too', async () => {
  const { store, subscription, deliver, notes, morning } = await startWithSubscription();
  await deliver(cancel(store, subscription, morning), deactivate(store, subscription, morning + 30 * day));
  expect(notes(/^Subscription ended/)).toBe(1);
});
