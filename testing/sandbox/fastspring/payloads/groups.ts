import Big from 'big.js';
import type { Order, Subscription } from '../records.ts';
import { accountReference } from './accounts.ts';
import { orderPayload } from './orders.ts';
import { subscriptionPayload } from './subscriptions.ts';
import { moment, type Payload } from './values.ts';

/** Subscriptions of one customer that renew together. */
export interface SubscriptionGroup {
  readonly id: string;
  readonly name: string;
  readonly subscriptions: readonly [Subscription, ...Subscription[]];
  readonly order: Order | null;
  readonly status: 'EXECUTED' | 'DUNNING';
  readonly changedAt: number;
}

export type GroupEventType =
  | 'subscription.group.created'
  | 'subscription.group.updated'
  | 'subscription.group.prorated'
  | 'subscription.group.deactivated'
  | 'subscription.group.payment.charge.completed'
  | 'subscription.group.payment.charge.failed'
  | 'subscription.group.payment.overdue'
  | 'subscription.group.payment.reminder';

/** `data` of the subscription.group events. A deactivated group lists its subscriptions as ids. */
export function groupPayload(type: GroupEventType, group: SubscriptionGroup, expanded: boolean): Payload {
  const [primary] = group.subscriptions;
  const nextTotal = group.subscriptions.reduce((sum, each) => sum.plus(each.nextChargeTotal), new Big(0));
  return {
    cotermGroupId: group.id,
    cotermGroupDisplayName: group.name,
    cotermGroupPeriodStartDate: primary.begin,
    cotermGroupPeriodEndDate: primary.next,
    cotermGroupPrimarySubscription: primary.id,
    cotermGroupStatus: group.status,
    ...(group.order === null
      ? {}
      : { cotermGroupOrderId: group.order.id, cotermGroupOrderReference: group.order.reference }),
    cotermNextChargeDate: primary.next,
    cotermNextChargeTotal: nextTotal.toNumber(),
    cotermGroupSize: group.subscriptions.length,
    currency: primary.currency,
    ...moment('changed', group.changedAt),
    ...(type.startsWith('subscription.group.payment.charge') ? chargeValues(type, group) : {}),
    account: accountReference(primary.customer, expanded),
    subscriptions:
      type === 'subscription.group.deactivated'
        ? group.subscriptions.map((each) => each.id)
        : group.subscriptions.map((each) => subscriptionPayload(each, { expanded: false })),
  };
}

function chargeValues(type: GroupEventType, { order, changedAt }: SubscriptionGroup): Payload {
  if (type === 'subscription.group.payment.charge.failed' || order === null) return { reason: 'DECLINED_SOFT' };
  return {
    total: Number(order.total),
    status: 'successful',
    ...moment('timestamp', changedAt),
    order: orderPayload(order, { expanded: false }),
    quote: null,
  };
}
