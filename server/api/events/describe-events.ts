import { factSchema } from '../../ledger/fact.ts';
import { type KnownOrder, knownOrderOf, withKnownOrder } from '../../ledger/known-order.ts';
import type { Effect, PrismaClient } from '../../platform/database/generated/client.ts';
import { effectContentSchema } from '../../rules/planning/effect.ts';
import { historyText } from '../../texts/fact-text.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';
import type { EventEffect, EventLogEntry } from './events-view.ts';
import type { FoundEvent } from './find-events.ts';

/** What the events say, their customers, and their effects in Kommo: five queries for any number of events. */
export async function describeEvents(
  prisma: PrismaClient,
  accountId: string,
  events: readonly FoundEvent[],
  language: string,
): Promise<readonly EventLogEntry[]> {
  const theirs = { accountId, factKey: { in: events.flatMap(({ factKeys }) => factKeys) } };
  const [facts, effects] = await Promise.all([
    prisma.fact.findMany({ where: theirs, select: { factKey: true, data: true, customerId: true, orderId: true } }),
    prisma.effect.findMany({ where: theirs, orderBy: [{ createdAt: 'asc' }, { key: 'asc' }] }),
  ]);
  const customerIds = facts.map((fact) => fact.customerId).filter((id) => id !== null);
  const leadIds = effects.map(({ leadId }) => leadId);
  const [customers, leadNames, orders] = await Promise.all([
    prisma.customer.findMany({
      where: { accountId, id: { in: customerIds } },
      select: { id: true, email: true, name: true },
    }),
    readStoredLeadNames(prisma, accountId, leadIds),
    readKnownOrders(prisma, accountId, facts),
  ]);
  return events.map(({ factKeys, ...event }) => {
    // The event's own; the others are what it shows beside it, such as a group's members.
    const fact = facts.find(({ factKey }) => factKey === factKeys[0]);
    const customer = customers.find(({ id }) => id === fact?.customerId);
    return {
      ...event,
      text: textOf(fact?.data, orders, language),
      customer: customer === undefined ? null : { email: customer.email, name: customer.name },
      effects: effects
        .filter(({ factKey }) => !event.repeated && factKeys.includes(factKey))
        .map((effect) => viewOf(effect, leadNames.get(Number(effect.leadId)) ?? null)),
    };
  });
}

/** The orders of these facts, by id: a partial refund names its products only by their paths. */
async function readKnownOrders(
  prisma: PrismaClient,
  accountId: string,
  facts: readonly { readonly orderId: string | null }[],
): Promise<ReadonlyMap<string, KnownOrder>> {
  const orderIds = facts.map(({ orderId }) => orderId).filter((id) => id !== null);
  const orders = await prisma.order.findMany({ where: { accountId, orderId: { in: orderIds } } });
  return new Map(orders.map((order) => [order.orderId, knownOrderOf(order)]));
}

/** null also for a fact that an older version stored in another form: the log must show the rest. */
function textOf(data: unknown, orders: ReadonlyMap<string, KnownOrder>, language: string): string | null {
  const fact = factSchema.safeParse(data).data;
  if (fact === undefined) return null;
  const order = orders.get(fact.orderId ?? '');
  return historyText(order === undefined ? fact : withKnownOrder(fact, order), language);
}

function viewOf(effect: Effect, leadName: string | null): EventEffect {
  return {
    id: effect.id,
    leadId: Number(effect.leadId),
    leadName,
    kind: effect.kind,
    content: effectContentSchema.safeParse(effect.content).data ?? null,
    status: effect.state,
    attempts: effect.attempts,
    lastError: effect.lastError,
    doneAt: effect.doneAt?.toISOString() ?? null,
  };
}
