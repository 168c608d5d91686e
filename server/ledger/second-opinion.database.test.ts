import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leadStatus, recurringOf, totalsOf } from './lead-status.ts';
import { paymentsOf } from './stored-payments.ts';
import { lifeHistory } from './testing/history/life-history.ts';
import { type ExpectedBooks, expectedBooks } from './testing/history/oracle.ts';
import { openLedger } from './testing/ledger-database.ts';
import { stateEvents } from './testing/state-events.ts';
import { effectsAskedFor, everythingIn } from './testing/visible.ts';

const arriving = lifeHistory.chain((history) =>
  fc.record({
    history: fc.constant(history),
    shuffled: fc.shuffledSubarray([...history.reported], { minLength: history.reported.length }),
  }),
);

test('in a thousand lives the ledger says what the world is, in whatever order it is reported', {
  timeout: 600_000,
}, () => {
  const lived = new Set<string>();
  fc.assert(
    fc.property(arriving, ({ history, shuffled }) => {
      for (const { type } of history.reported) lived.add(type);
      const inOrder = everythingIn(stateEvents(history.reported));
      expect(booksIn(inOrder)).toEqual(expectedBooks(history.world));
      expect(everythingIn(stateEvents(shuffled))).toEqual(inOrder);
      expect(effectsAskedFor(stateEvents(shuffled))).toEqual(effectsAskedFor(stateEvents(history.reported)));
    }),
    { numRuns: 1_000 },
  );
  expect([...lived].sort()).toEqual(typesLived);
});

test('and so do its tables', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arriving, async ({ history, shuffled }) => {
      const { prisma, record } = await openLedger();
      await record(...shuffled);
      const [orders, refunds, subscriptions] = [
        await prisma.order.findMany(),
        await prisma.refund.findMany(),
        await prisma.subscription.findMany(),
      ];
      const payments = paymentsOf({ orders, refunds, subscriptions });
      const time = (date: Date | null) => date?.getTime() ?? null;
      const shown = subscriptions.map(
        (each) =>
          [
            each.subscriptionId,
            {
              state: each.state,
              quantity: each.quantity,
              price: each.price?.toFixed() ?? null,
              nextChargeAt: time(each.nextChargeAt),
              endsAt: time(each.endsAt),
              trialEndsAt: time(each.trialEndsAt),
            },
          ] as const,
      );
      const lead = { status: leadStatus(payments), totals: totalsOf(payments), recurring: recurringOf(payments) };
      expect(booksOf(lead, shown)).toEqual(expectedBooks(history.world));
    }),
    { numRuns: 8 },
  );
});

/** What every thousand lives contain. */
const typesLived = [
  'account.created',
  'order.completed',
  'payoutEntry.created',
  'return.created',
  'subscription.activated',
  'subscription.canceled',
  'subscription.charge.completed',
  'subscription.charge.failed',
  'subscription.deactivated',
  'subscription.paused',
  'subscription.payment.overdue',
  'subscription.resumed',
  'subscription.uncanceled',
  'subscription.updated',
];

type Everything = ReturnType<typeof everythingIn>;
type Lead = Pick<Everything['leads'][number], 'status' | 'totals' | 'recurring'>;
type Shown = Pick<
  Everything['subscriptions'][number][1],
  'quantity' | 'price' | 'nextChargeAt' | 'endsAt' | 'trialEndsAt'
> & { readonly state: string };

function booksIn({ leads, subscriptions }: Everything): ExpectedBooks {
  const [lead] = leads.slice(-1);
  return booksOf(lead ?? { status: 'none', totals: [], recurring: [] }, subscriptions);
}

function booksOf(
  { status, totals: [totals], recurring: [recurring] }: Lead,
  subscriptions: readonly (readonly [string, Shown])[],
): ExpectedBooks {
  return {
    status,
    paid: totals?.paid ?? '0',
    refunded: totals?.refunded ?? '0',
    net: totals?.net ?? '0',
    monthly: recurring?.monthly ?? '0',
    subscriptions: Object.fromEntries(
      subscriptions.map(([id, { state, quantity, price, nextChargeAt, endsAt, trialEndsAt }]) => [
        id,
        { state, quantity, price: price ?? '', nextChargeAt, endsAt, trialEndsAt },
      ]),
    ),
  };
}
