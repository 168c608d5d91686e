import fc from 'fast-check';
import { z } from 'zod';
import { addCustomer, type FastSpringEvent } from '../../../sandbox/fastspring/index.ts';
import type { TestEvent } from '../state-events.ts';
import { chargeWhatIsDue, gaps, lifeSteps } from './life-steps.ts';
import { asReported, type Delivery, deliveries, resentNow } from './lost-and-resent.ts';
import { createWorld, type World } from './world.ts';

export interface LifeHistory {
  /** the state at the end */
  readonly world: World;
  /** all events, each as of its own time */
  readonly events: readonly TestEvent[];
  /** the events that arrived, in the order in which they were sent */
  readonly reported: readonly TestEvent[];
}

/**
 * The lives of a customer's subscriptions as FastSpring allows them: cancelled and uncancelled on one day, declined
 * again and again, ended and bought again, started with a trial. Webhooks are lost, and their events are resent by hand
 * some steps later, either unchanged or with current data.
 */
export const lifeHistory: fc.Arbitrary<LifeHistory> = fc
  .record({
    course: fc.array(
      fc.record({
        name: fc.constantFrom(...Object.keys(lifeSteps)),
        choice: fc.nat(1_000),
        gap: fc.constantFrom(...gaps),
      }),
      { minLength: 3, maxLength: 18 },
    ),
    deliveries: fc.array(
      fc.record({
        delivery: fc.constantFrom('once' as const, 'once' as const, ...deliveries),
        /** steps until the resend */
        after: fc.nat(5),
      }),
      { minLength: 1, maxLength: 10 },
    ),
  })
  .map(({ course, deliveries: some }) => {
    const world = createWorld();
    world.customers.push(addCustomer(world.store, { first: 'Anna', last: 'Muster', email: 'anna@acme.example' }));
    const post = createPost(world, some);
    for (const { name, choice, gap } of [{ name: 'buy', choice: 0, gap: 1 }, ...course]) {
      lifeSteps[name]?.(world, choice);
      world.store.clock.advance(gap);
      chargeWhatIsDue(world);
      post.send();
    }
    return { world, ...post.close() };
  });

/** Chooses the events of a world that arrive. */
function createPost(world: World, some: readonly { readonly delivery: Delivery; readonly after: number }[]) {
  const events: TestEvent[] = [];
  const reported: TestEvent[] = [];
  let waiting: { readonly event: TestEvent; readonly delivery: Delivery; readonly steps: number }[] = [];
  let sent = 0;

  function resend(isDue: (steps: number) => boolean): void {
    const due = waiting.filter(({ steps }) => isDue(steps));
    waiting = waiting.filter(({ steps }) => !isDue(steps)).map((each) => ({ ...each, steps: each.steps - 1 }));
    for (const { event, delivery } of due) {
      const resent = resentNow(world, event, delivery);
      if (!looksLikeFirstNotice(resent, event)) reported.push(resent);
    }
  }

  return {
    send: () => {
      for (const event of world.store.events.slice(sent)) report(event, some[sent++ % some.length]);
      resend((steps) => steps <= 0);
    },
    close: () => {
      resend(() => true);
      return { events, reported };
    },
  };

  function report(event: FastSpringEvent, how: (typeof some)[number] | undefined): void {
    const first = asReported(event);
    events.push(first);
    const { delivery, after } = how ?? { delivery: 'once', after: 0 };
    if (!delivery.startsWith('lost') || !isResent(event.type)) reported.push(first);
    if (delivery !== 'once' && isResent(event.type)) waiting.push({ event: first, delivery, steps: after });
  }
}

function isResent(type: string): boolean {
  return type === 'order.completed' || type === 'return.created' || type.startsWith('subscription.');
}

/** For a debt without a notice so far, today's data is what its first notice will show. */
function looksLikeFirstNotice(resent: TestEvent, { data }: TestEvent): boolean {
  const sentIn = (shown: unknown) => notices.safeParse(shown).data?.paymentOverdue.sent;
  return resent.type === 'subscription.payment.overdue' && sentIn(resent.data) === 0 && sentIn(data) !== 0;
}

const notices = z.object({ paymentOverdue: z.object({ sent: z.number() }) });
