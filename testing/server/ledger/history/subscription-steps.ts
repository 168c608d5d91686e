import * as life from '../../../sandbox/fastspring/index.ts';
import {
  type GroupEventType,
  groupPayload,
  type SubscriptionGroup,
} from '../../../sandbox/fastspring/payloads/groups.ts';
import { pick, pickSubscription, type World } from './world.ts';

type Change = (store: World['store'], subscription: SubscriptionGroup['subscriptions'][0]) => unknown;

const subscriptionStep = (change: Change) => (world: World, choice: number) => {
  const subscription = pickSubscription(world, choice);
  if (subscription !== undefined) change(world.store, subscription);
};

/** The possible steps of an existing subscription. */
export const subscriptionSteps = {
  renew: subscriptionStep((store, subscription) => life.renew(store, subscription, store.clock.now())),
  decline: (world: World, choice: number) => {
    const reason = pick(['EXPIRED_CARD', 'DECLINED_SOFT', 'INSUFFICIENT_FUNDS'], choice) ?? '';
    subscriptionStep((store, subscription) => life.failCharge(store, subscription, reason))(world, choice);
  },
  remindOverdue: subscriptionStep((store, subscription) => life.remindOfOverduePayment(store, subscription)),
  remindPayment: subscriptionStep((store, subscription) => life.remindOfPayment(store, subscription)),
  remindTrial: subscriptionStep((store, subscription) => life.remindOfTrialEnd(store, subscription)),
  cancel: subscriptionStep((store, subscription) => life.cancel(store, subscription)),
  uncancel: subscriptionStep((store, subscription) => life.uncancel(store, subscription)),
  deactivate: subscriptionStep((store, subscription) => life.deactivate(store, subscription)),
  pause: subscriptionStep((store, subscription) => life.pause(store, subscription)),
  resume: subscriptionStep((store, subscription) => life.resume(store, subscription)),
  changePlan: (world: World, choice: number) =>
    subscriptionStep((store, subscription) =>
      life.update(store, subscription, { quantity: 1 + (choice % 9), price: choice % 2 === 0 ? '80.00' : '120.50' }),
    )(world, choice),
  tellGroup: (world: World, choice: number) => {
    const first = pickSubscription(world, choice);
    const type = pick(groupTypes, choice);
    if (first === undefined || type === undefined) return;
    const others = [...world.store.subscriptions.values()].filter(
      ({ customer, live, id }) => customer.id === first.customer.id && live === first.live && id !== first.id,
    );
    const { store } = world;
    const charged = type === 'subscription.group.payment.charge.completed';
    const order = charged ? life.renew(store, first, store.clock.now()).order : null;
    const group: SubscriptionGroup = {
      id: `group-${first.id}`,
      name: 'All together',
      subscriptions: [{ ...first }, ...others.map((each) => ({ ...each }))],
      order: order === null ? null : { ...order },
      status: type.endsWith('failed') || type.endsWith('overdue') ? 'DUNNING' : 'EXECUTED',
      changedAt: store.clock.now(),
    };
    life.emit(store, type, store.clock.now(), first.live, ({ expanded }) => groupPayload(type, group, expanded));
  },
};

const groupTypes: readonly GroupEventType[] = [
  'subscription.group.created',
  'subscription.group.updated',
  'subscription.group.prorated',
  'subscription.group.deactivated',
  'subscription.group.payment.charge.completed',
  'subscription.group.payment.charge.failed',
  'subscription.group.payment.overdue',
  'subscription.group.payment.reminder',
];
