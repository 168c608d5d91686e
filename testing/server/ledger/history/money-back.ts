import { chargeback, emit, refund } from '../../../sandbox/fastspring/index.ts';
import { accountPayload } from '../../../sandbox/fastspring/payloads/accounts.ts';
import { fulfillmentFailedPayload } from '../../../sandbox/fastspring/payloads/fulfillments.ts';
import { mailingListPayload } from '../../../sandbox/fastspring/payloads/mailing-list.ts';
import { pick, pickOrder, type World } from './world.ts';

/** Refunds, and events that change no sum. */
export const moneyBackAndNotices = {
  refundAll: (world: World, choice: number) => {
    const order = pickOrder(world, choice);
    if (order?.state === 'completed') refund(world.store, order);
  },
  refundPart: (world: World, choice: number) => {
    const order = pickOrder(world, choice);
    if (order?.state === 'completed' && Number(order.total) > 10) refund(world.store, order, { amount: '9.95' });
  },
  chargeBack: (world: World, choice: number) => {
    const order = pickOrder(world, choice);
    if (order?.state === 'completed') chargeback(world.store, order);
  },
  failFulfillment: (world: World, choice: number) => {
    const order = pickOrder(world, choice);
    if (order !== undefined) tell(world, 'fulfillment.failed', () => fulfillmentFailedPayload(order));
  },
  updateAccount: (world: World, choice: number) => {
    const customer = pick(world.customers, choice);
    if (customer !== undefined) tell(world, 'account.updated', () => accountPayload(customer));
  },
  changeMailingList: (world: World, choice: number) => {
    const customer = pick(world.customers, choice);
    const [product] = world.products;
    if (customer === undefined || product === undefined) return;
    const [list, type] = mailingLists[choice % mailingLists.length] ?? mailingLists[0];
    const at = world.store.clock.now();
    tell(world, type, () => mailingListPayload(list, customer, product, at));
  },
};

const mailingLists = [
  ['abandoned', 'mailingListEntry.abandoned'],
  ['subscribed', 'mailingListEntry.updated'],
  ['unsubscribed', 'mailingListEntry.removed'],
] as const;

function tell({ store }: World, type: string, render: Parameters<typeof emit>[4]): void {
  emit(store, type, store.clock.now(), true, render);
}
