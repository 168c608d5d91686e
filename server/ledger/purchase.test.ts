import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderFact, refundFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { orderKinds, orderStates } from './fact.ts';
import { type Purchase, purchaseOf } from './purchase.ts';

const alone = { hasEarlier: false, hasFirst: false };

test.each([
  ['the only order', alone, 'first'],
  ['an order after another one', { hasEarlier: true, hasFirst: false }, 'repeat'],
  ['an earlier order that comes after the first was taken', { hasEarlier: false, hasFirst: true }, 'repeat'],
])('%s', (_what, others, purchase) => {
  expect(purchaseOf(orderFact(), others)).toBe(purchase);
});

test.each([
  ['purchase', 'first'],
  ['renewal', 'renewal'],
  ['managed_charge', 'renewal'],
  ['proration', 'repeat'],
] as const)('a paid %s without other orders', (orderKind, purchase) => {
  expect(purchaseOf(orderFact({ orderKind }), alone)).toBe(purchase);
});

test('only paid orders have a place', () => {
  const unpaid = orderStates.options.filter((state) => state !== 'completed');
  expect(unpaid.map((state) => purchaseOf(orderFact({ state }), alone))).toEqual(unpaid.map(() => null));
  expect(purchaseOf(refundFact(), alone)).toBeNull();
  expect(purchaseOf(subscriptionFact('subscription.activated'), alone)).toBeNull();
});

interface Order {
  readonly id: number;
  readonly at: number;
  readonly orderKind: (typeof orderKinds.options)[number];
}

const compare = (one: Order, other: Order) => one.at - other.at || one.id - other.id;

/** What the account's job takes the orders for that arrive in these deliveries, planning each delivery by time. */
function takenFor(deliveries: readonly (readonly Order[])[]): ReadonlyMap<number, Purchase | null> {
  const known: Order[] = [];
  const taken = new Map<number, Purchase | null>();
  for (const delivery of deliveries) {
    known.push(...delivery);
    const before = new Map(taken);
    for (const order of [...delivery].sort(compare)) {
      const others = {
        hasEarlier: known.some((other) => compare(other, order) < 0),
        hasFirst: [...before.values()].includes('first'),
      };
      taken.set(order.id, purchaseOf(orderFact({ orderKind: order.orderKind }), others));
    }
  }
  return taken;
}

const orders = fc
  .array(fc.record({ at: fc.nat(5), orderKind: fc.constantFrom(...orderKinds.options) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((each) => each.map((order, id): Order => ({ ...order, id })));

test('orders that are all known are taken for the same in any order', () => {
  fc.assert(
    fc.property(
      orders.chain((each) => fc.tuple(fc.constant(each), fc.shuffledSubarray(each, { minLength: each.length }))),
      ([straight, shuffled]) => {
        const taken = takenFor([straight]);
        expect(new Map([...takenFor([shuffled])].sort(([one], [other]) => one - other))).toEqual(
          new Map([...taken].sort(([one], [other]) => one - other)),
        );
        const first = [...straight].sort(compare)[0];
        const isPurchase = first?.orderKind === 'purchase';
        expect([...taken].filter(([, purchase]) => purchase === 'first')).toEqual(
          isPurchase ? [[first.id, 'first']] : [],
        );
      },
    ),
  );
});

test('however purchases arrive, one of a customer’s is the first and the others are later ones', () => {
  const arrivals = orders
    .map((each) => each.map((order) => ({ ...order, orderKind: 'purchase' as const })))
    .chain((each) =>
      fc.tuple(fc.shuffledSubarray(each, { minLength: each.length }), fc.array(fc.nat(7), { maxLength: 3 })),
    );
  fc.assert(
    fc.property(arrivals, ([shuffled, cuts]) => {
      const places = [0, ...cuts.map((cut) => cut % shuffled.length).sort((one, other) => one - other)];
      const deliveries = places.map((from, index) => shuffled.slice(from, places[index + 1]));
      const taken = [...takenFor(deliveries).values()];
      expect(taken.filter((purchase) => purchase === 'first')).toHaveLength(1);
      expect(taken.filter((purchase) => purchase === 'repeat')).toHaveLength(shuffled.length - 1);
    }),
  );
});
