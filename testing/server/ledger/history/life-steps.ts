import * as life from '../../../sandbox/fastspring/index.ts';
import { pick, type World } from './world.ts';

type Subscription = Parameters<typeof life.cancel>[1];
type State = Subscription['state'];

const hour = 3_600_000;
const day = 24 * hour;

/**
 * A step of a subscription's life that FastSpring allows in these states; without a matching subscription nothing
 * happens.
 */
const step =
  (states: readonly State[], take: (world: World, subscription: Subscription, choice: number) => unknown) =>
  (world: World, choice: number) => {
    const some = [...world.store.subscriptions.values()].filter(({ state }) => states.includes(state));
    const subscription = pick(some, choice);
    if (subscription !== undefined) take(world, subscription, choice);
  };

const buy = (world: World, choice: number, trialDays?: number) => {
  const [product] = world.products;
  const customer = pick(world.customers, choice);
  if (customer === undefined || product === undefined) return;
  const lines = [{ product, quantity: 1 + (choice % 3) }];
  life.purchase(world.store, { customer, lines, ...(trialDays === undefined ? {} : { trialDays }) });
};

/** Charges happen on their due date. */
function waitUntilDue({ store }: World, { next }: Subscription): void {
  store.clock.advance(Math.max((next ?? 0) + 6 * hour - store.clock.now(), 1));
}

/** Charges everything that is due, except declined charges that wait for a person. */
export function chargeWhatIsDue({ store }: World): void {
  const now = store.clock.now();
  const due = [...store.subscriptions.values()].filter(
    ({ state, next, declineReason }) =>
      (state === 'active' || state === 'trial') && declineReason === null && (next ?? now) + 6 * hour < now,
  );
  for (const subscription of due) life.renew(store, subscription, now);
  store.clock.advance(1);
}

/** The possible steps in the life of a customer, each only where FastSpring would allow it. */
export const lifeSteps: Readonly<Record<string, (world: World, choice: number) => void>> = {
  buy: (world, choice) => buy(world, choice),
  try: (world, choice) => buy(world, choice, 7 + (choice % 14)),
  buyOnce: (world, choice) => {
    const [product] = world.products.filter(({ interval }) => interval === null);
    const customer = pick(world.customers, choice);
    if (customer !== undefined && product !== undefined)
      life.purchase(world.store, { customer, lines: [{ product, quantity: 1 }] });
  },
  renew: step(['active', 'trial'], (world, subscription) => {
    waitUntilDue(world, subscription);
    life.renew(world.store, subscription, world.store.clock.now());
  }),
  decline: step(['active', 'trial'], (world, subscription) => {
    waitUntilDue(world, subscription);
    life.failCharge(world.store, subscription, 'DECLINED_SOFT');
  }),
  declineAgain: step(['overdue'], ({ store }, subscription) => life.failCharge(store, subscription, 'DECLINED_SOFT')),
  remind: step(['overdue'], ({ store }, subscription) => life.remindOfOverduePayment(store, subscription)),
  newCard: step(['active', 'overdue'], ({ store }, subscription, choice) => {
    // FastSpring treats a subscription with a new card as active until that is declined too.
    if (choice % 2 === 0) subscription.state = 'active';
    life.update(store, subscription, {
      paymentMethod: { brand: 'visa', last4: `${1_000 + choice}`, expires: `0${1 + (choice % 9)}/30` },
    });
  }),
  pay: step(['overdue'], ({ store }, subscription) => life.renew(store, subscription, store.clock.now())),
  cancel: step(['active', 'trial'], ({ store }, subscription) => life.cancel(store, subscription)),
  uncancel: step(['canceled'], ({ store }, subscription) => life.uncancel(store, subscription)),
  end: step(['canceled'], ({ store }, subscription) => {
    store.clock.advance(Math.max((subscription.deactivationDate ?? 0) + hour - store.clock.now(), 1));
    life.deactivate(store, subscription);
  }),
  endNow: step(['active', 'overdue'], ({ store }, subscription) => life.deactivate(store, subscription)),
  pause: step(['active'], ({ store }, subscription) => life.pause(store, subscription)),
  resume: step(['paused'], ({ store }, subscription) => life.resume(store, subscription)),
  change: step(['active', 'trial'], ({ store }, subscription, choice) =>
    life.update(store, subscription, { quantity: 1 + (choice % 5), price: choice % 2 === 0 ? '99.00' : '199.00' }),
  ),
  giveBack: ({ store }, choice) => {
    const given = new Set([...store.returns.values()].map(({ order }) => order.id));
    const some = [...store.orders.values()].filter(({ id, total }) => !given.has(id) && Number(total) > 20);
    const order = pick(some, choice);
    if (order !== undefined) life.refund(store, order, choice % 2 === 0 ? {} : { amount: '11.90' });
  },
};

/** ms between two steps: never zero, because FastSpring changes nothing twice in a millisecond. */
export const gaps: readonly number[] = [1, 1, 7 * 60_000, 5 * hour, day, 9 * day];
