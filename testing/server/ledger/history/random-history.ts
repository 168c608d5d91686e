import fc from 'fast-check';
import { type FastSpringEvent, retoldEvent } from '../../../sandbox/fastspring/index.ts';
import type { TestEvent } from '../state-events.ts';
import { moneyBackAndNotices } from './money-back.ts';
import { purchases } from './purchases.ts';
import { subscriptionSteps } from './subscription-steps.ts';
import { createWorld, type World } from './world.ts';

const steps: Readonly<Record<string, (world: World, choice: number) => void>> = {
  ...purchases,
  ...subscriptionSteps,
  ...moneyBackAndNotices,
};
const hour = 3_600_000;
const day = 24 * hour;

const step = fc.record({
  name: fc.constantFrom(...Object.keys(steps)),
  choice: fc.nat(1_000),
  /** ms until the next step: often zero */
  gap: fc.constantFrom(0, 0, 0, 1, hour, day, 31 * day),
});
const telling = fc.record({
  /** FastSpring's clock against ours, ms */
  skew: fc.constantFrom(0, 0, 0, -day, day, -hour),
  /** number of duplicates under its own id */
  doubled: fc.constantFrom(0, 0, 1),
  resend: fc.constantFrom('no', 'no', 'as it was', 'expanded', 'unexpanded'),
});

export interface RandomHistory {
  /** in the order of the events, each once */
  readonly reported: readonly TestEvent[];
  /** duplicates of those, and resends under new ids */
  readonly again: readonly TestEvent[];
}

/**
 * The whole life of a store's customers in events: several customers, one address for two of them, orders in several
 * currencies, trials, renewals, dunning, refunds, groups, quotes, test orders, with expansion switched on and off.
 */
export const randomHistory: fc.Arbitrary<RandomHistory> = fc
  .record({
    opening: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 3 }),
    course: fc.array(step, { minLength: 4, maxLength: 24 }),
    tellings: fc.array(telling, { minLength: 1, maxLength: 12 }),
  })
  .map(({ opening, course, tellings }) => {
    const world = createWorld();
    for (const choice of opening) purchases.newCustomer(world, choice);
    for (const choice of opening) purchases.buy(world, choice);
    for (const { name, choice, gap } of course) {
      steps[name]?.(world, choice);
      world.store.clock.advance(gap);
    }
    return tell(world.store.events, tellings);
  });

type Telling = typeof telling extends fc.Arbitrary<infer Each> ? Each : never;

function tell(events: readonly FastSpringEvent[], tellings: readonly Telling[]): RandomHistory {
  const reported: TestEvent[] = [];
  const again: TestEvent[] = [];
  for (const [index, event] of events.entries()) {
    const { skew, doubled, resend } = tellings[index % tellings.length] ?? { skew: 0, doubled: 0, resend: 'no' };
    const created = event.created + skew;
    // Rendered now: the content must not change while it is shuffled.
    const first: TestEvent = { ...event, created, data: event.data };
    reported.push(first);
    if (doubled > 0) again.push(first);
    if (resend === 'as it was') again.push({ ...first, id: `${event.id}R`, created: created + hour });
    else if (resend !== 'no') again.push(retoldEvent(event, created + hour, resend === 'expanded'));
  }
  return { reported, again };
}
