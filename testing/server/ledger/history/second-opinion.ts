import fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Fact } from '../../../../server/ledger/fact.ts';
import { leadStatus, recurringOf, totalsOf } from '../../../../server/ledger/lead-status.ts';
import { typesWithLastEdit } from '../../../../server/ledger/repeated-report.ts';
import { paymentsOf } from '../../../../server/ledger/stored-payments.ts';
import { isReportedAtOnce, reportedAtOf } from '../../../../server/ledger/subscription-copy.ts';
import { dateSeed as seed } from '../../../service/date-seed.ts';
import { openLedger } from '../ledger-database.ts';
import { stateEvents, type TestEvent } from '../state-events.ts';
import { editsAskedFor, effectsAskedFor, everythingIn, isWithoutMoment } from '../visible.ts';
import { lifeHistory } from './life-history.ts';
import { type ExpectedLedger, expectedLedger } from './oracle.ts';

const arriving = lifeHistory.chain((history) =>
  fc.record({
    history: fc.constant(history),
    shuffled: fc.shuffledSubarray([...history.reported], { minLength: history.reported.length }),
  }),
);

/**
 * In any order of reports, the ledger equals the state of the world.
 * @returns the event types that these lives reported
 */
export function expectLedgerToBeTheWorld(lives: number): readonly string[] {
  const reported = new Set<string>();
  fc.assert(
    fc.property(arriving, ({ history, shuffled }) => {
      for (const { type } of history.reported) reported.add(type);
      const every = new Set([...history.events, ...history.reported]);
      const read = new Map([...every].map((event) => [event, stateEvents([event])]));
      const stated = (events: readonly TestEvent[]) => events.flatMap((event) => read.get(event) ?? []);
      const straight = stated(history.reported);
      const mixed = stated(shuffled);
      const inOrder = everythingIn(straight);
      expect(booksIn(inOrder)).toEqual(expectedLedger(history.world));
      expect(everythingIn(mixed)).toEqual(inOrder);
      expect(effectsAskedFor(mixed)).toEqual(effectsAskedFor(straight));
      const own = effectsAskedFor(stated(history.events));
      const resent = history.reported.filter((event) => !history.events.includes(event));
      const late = stated(resent).filter(({ fact }) => !looksNew(fact));
      expect(effectsAskedFor(late).filter((key) => !isOneOf(own, key))).toEqual([]);
      const looksLikeNews = new Set(resent.filter((event) => read.get(event)?.some(({ fact }) => looksNew(fact))));
      for (const arriving of [history.reported, shuffled]) {
        const statements = stated(arriving.filter((event) => !looksLikeNews.has(event)));
        const asked = editsAskedFor(statements, typesWithLastEdit);
        for (const type of typesWithLastEdit) {
          const happened = history.events.filter((event) => event.type === type);
          const noted = asked.filter((key) => key.startsWith(`${type}:`));
          expect(noted.length, type).toBeLessThanOrEqual(happened.length);
        }
      }
    }),
    { seed, numRuns: lives },
  );
  return [...reported].sort();
}

/** A resend within an hour of its subscription's last edit looks like a report of that edit. */
function looksNew(fact: Fact): boolean {
  return 'reportedAt' in fact && isReportedAtOnce(fact.occurredAt, reportedAtOf(fact));
}

/** A resend asks for the same effects as its event; for an edit under another key, once: `editsAskedFor`. */
function isOneOf(own: readonly string[], key: string): boolean {
  const isOfItsCopy = typesWithLastEdit.some((type) => key.startsWith(`${type}:`));
  return isOfItsCopy || own.includes(key) || own.some((other) => isWithoutMoment(key, other));
}

/** Recorded in any order, the tables equal the state of the world. */
export async function expectTablesToBeTheWorld(lives: number): Promise<void> {
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
              paymentMethod: storedMethod.parse(each.details).paymentMethod,
            },
          ] as const,
      );
      const lead = { status: leadStatus(payments), totals: totalsOf(payments), recurring: recurringOf(payments) };
      expect(booksOf(lead, shown)).toEqual(expectedLedger(history.world));
    }),
    { seed, numRuns: lives },
  );
}

/** The minimum contents of every thousand lives. */
export const typesLived = [
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
> & { readonly state: string; readonly paymentMethod: z.infer<typeof storedMethod>['paymentMethod'] };

/** As in the subscription's `details`. */
const storedMethod = z.object({
  paymentMethod: z.object({ last4: z.string().nullable(), expires: z.string().nullable() }).nullable(),
});

function booksIn({ leads, subscriptions }: Everything): ExpectedLedger {
  const [lead] = leads.slice(-1);
  return booksOf(lead ?? { status: 'none', totals: [], recurring: [] }, subscriptions);
}

function booksOf(
  { status, totals: [totals], recurring: [recurring] }: Lead,
  subscriptions: readonly (readonly [string, Shown])[],
): ExpectedLedger {
  return {
    status,
    paid: totals?.paid ?? '0',
    refunded: totals?.refunded ?? '0',
    net: totals?.net ?? '0',
    monthly: recurring?.monthly ?? '0',
    subscriptions: Object.fromEntries(
      subscriptions.map(([id, { price, paymentMethod: method, ...shown }]) => {
        const { state, quantity, nextChargeAt, endsAt, trialEndsAt } = shown;
        const card = method && `${method.last4} ${method.expires}`;
        return [id, { state, quantity, price: price ?? '', nextChargeAt, endsAt, trialEndsAt, card }];
      }),
    ),
  };
}
