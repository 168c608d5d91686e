import { understoodEventTypes } from '../../../server/fastspring/catalogue.ts';
import { typesWithMoment } from '../../../server/fastspring/events/subscription-moment.ts';
import type { Fact } from '../../../server/ledger/fact.ts';
import { leadStatus, recurringOf, totalsOf } from '../../../server/ledger/lead-status.ts';
import { mergeStatements, type StatedFact } from '../../../server/ledger/merge-facts.ts';
import { type Ledger, projectLedger } from '../../../server/ledger/project-ledger.ts';
import { keysOfSameReport } from '../../../server/ledger/repeated-report.ts';
import { paidSubscriptionIds } from '../../../server/ledger/stored-payments.ts';
import { isOvertaken } from '../../../server/ledger/subscription-state.ts';
import { planEffects } from '../../../server/rules/planning/plan.ts';
import { carriesPrice, settingsSchema } from '../../../server/rules/settings/settings.ts';

/** A rule of every kind for every event type: move, note, task, tag, price, field. */
const settings = settingsSchema.parse({
  rules: understoodEventTypes.flatMap((on, index) => [
    {
      on,
      moveTo: { pipelineId: 1, statusId: 100 + index },
      reopen: index % 2 === 0,
      task: { typeId: 1, text: 'Look at {{product}}', dueInHours: 2 },
      tags: [on],
      setPrice: carriesPrice(on),
      fields: [{ fieldId: 7, value: '{{amount}}' }],
    },
    { on, sku: 'TEAM-*', tags: ['team'] },
  ]),
  testOrders: 'act',
});
const account = { language: 'en', currency: 'EUR', timeZone: 'Europe/Berlin' };
const lead = { id: 7, pipelineId: 1 };

const effectsOf = (fact: Fact) => planEffects({ fact, settings, account, lead, purchase: null, now: fact.occurredAt });

/** The visible ledger of these facts, and every effect in full. */
export function everythingIn(statements: readonly StatedFact[]) {
  const ledger = projectLedger(statements);
  return {
    facts: sorted(ledger.facts),
    orders: sorted(ledger.orders),
    subscriptions: sorted(ledger.subscriptions),
    refunds: sorted(ledger.refunds),
    customers: sorted(ledger.customers),
    leads: leadsOf(ledger),
    effects: [...ledger.facts.values()]
      .flatMap(({ fact }) => effectsOf(fact))
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
  };
}

/**
 * The keys of the effects that are requested while the facts arrive one by one. A fact is planned when it first
 * arrives, and again when an earlier report shows that it was news.
 */
export function effectsAskedFor(arriving: readonly StatedFact[]): readonly string[] {
  const known = new Map<string, StatedFact>();
  const asked = new Set<string>();
  for (const statement of arriving) {
    const before = known.get(statement.fact.key);
    const now = before === undefined ? statement : mergeStatements(before, statement);
    known.set(statement.fact.key, now);
    const isPlanned = before !== undefined && !isOvertaken(before.fact);
    for (const { key } of isPlanned ? [] : effectsOf(now.fact)) asked.add(key);
  }
  return [...asked].sort();
}

/** The keys of the facts of these types that get effects while the facts arrive one by one: each edit once. */
export function editsAskedFor(arriving: readonly StatedFact[], types: readonly string[]): readonly string[] {
  const known = new Map<string, StatedFact>();
  const asked = new Set<string>();
  for (const statement of arriving) {
    const { key, type, subscriptionId } = statement.fact;
    const before = known.get(key);
    known.set(key, before === undefined ? statement : mergeStatements(before, statement));
    if (before !== undefined || !types.includes(type)) continue;
    const others = [...known.values()].map(({ fact }) => fact).filter((fact) => fact.subscriptionId === subscriptionId);
    const isRepeat = keysOfSameReport(statement.fact, others).some((same) => asked.has(same));
    if (!isRepeat && effectsOf(statement.fact).length > 0) asked.add(key);
  }
  return [...asked];
}

/**
 * Whether two effects differ only by the moment in the key of their facts: the account's job then plans one of them.
 */
export function isWithoutMoment(key: string, other: string): boolean {
  const hasMoment = typesWithMoment.some((type) => key.startsWith(`${type}:`));
  return hasMoment && other.startsWith(`${key.split('|')[0]}:`);
}

/** One lead of every customer, and one of all of them. */
function leadsOf(ledger: Ledger) {
  const identities = [...ledger.customers.keys()].sort();
  return [...identities.map((identity) => [identity]), identities].map((customers) => {
    const orders = [...ledger.orders.values()]
      .filter(({ identity }) => customers.includes(identity ?? ''))
      .sort((one, other) => (one.orderId < other.orderId ? -1 : 1))
      .map((order) => ({ ...order, subscriptionIds: paidSubscriptionIds(order) }));
    const ids = new Set(orders.map(({ orderId }) => orderId));
    const payments = {
      orders,
      refunds: [...ledger.refunds.values()]
        .filter(({ orderId }) => ids.has(orderId))
        .map((refund) => ({ ...refund, kind: refund.refundKind })),
      subscriptions: [...ledger.subscriptions.values()].filter(({ identity }) => customers.includes(identity ?? '')),
    };
    return { customers, status: leadStatus(payments), totals: totalsOf(payments), recurring: recurringOf(payments) };
  });
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
