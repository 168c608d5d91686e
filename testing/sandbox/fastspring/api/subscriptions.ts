import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { subscriptionPayload } from '../payloads/subscriptions.ts';
import type { Subscription } from '../records.ts';
import type { Store } from '../store.ts';
import { subscriptionPeriod } from '../subscription-period.ts';
import { dateFilter, listAnswer, parametersOf, sendByIds, sendError } from './answers.ts';
import { idsOf, orderWithReturns } from './orders.ts';

const unexpanded = { expanded: false };

/** `/subscriptions`. A list shows objects as soon as it is filtered by more than dates, otherwise ids. */
export function subscriptionRoutes(app: FastifyInstance, store: Store): void {
  app.get('/subscriptions', (request, reply) => {
    const parameters = parametersOf(request);
    const isInTime = dateFilter(parameters, store.clock.now());
    if (!isInTime) return sendError(reply, 'subscription.getall', { date: 'begin and end must be dates, a day apart' });
    const isFiltered = [...parameters.keys()].some((name) => name in FILTERS || name === 'event');
    const happened = subscriptionsWith(store, parameters.get('event'), isInTime);
    return reply.send(
      listAnswer(request, {
        action: 'subscription.getall',
        name: 'subscriptions',
        items: [...store.subscriptions.values()].filter(
          (subscription) => isMeant(subscription, parameters) && (happened?.has(subscription.id) ?? true),
        ),
        render: (subscription) => (isFiltered ? subscriptionPayload(subscription, unexpanded) : subscription.id),
      }),
    );
  });

  app.get('/subscriptions/:ids', (request, reply) =>
    sendByIds(reply, idsOf(request.params), 'subscription', (id) => {
      const subscription = store.subscriptions.get(id);
      return subscription ? subscriptionPayload(subscription, unexpanded) : null;
    }),
  );

  app.get('/subscriptions/:id/entries', (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const subscription = store.subscriptions.get(id);
    if (!subscription) return reply.code(400).send({ message: 'not found', params: [null] });
    const orders = [...store.orders.values()].filter((order) => order.lines.some((line) => line.subscriptionId === id));
    return reply.send(
      orders.map((order) => ({
        id: `${order.id.slice(0, 18)}entr`,
        beginEntryDate: isoDate(order.createdAt),
        beginPeriodDate: isoDate(order.createdAt),
        endPeriodDate: isoDate(subscriptionPeriod(order.createdAt, subscription.interval)),
        order: orderWithReturns(store, order),
      })),
    );
  });
}

const FILTERS: Readonly<Record<string, (subscription: Subscription, value: string) => boolean>> = {
  accountId: (subscription, value) => subscription.customer.id === value,
  products: (subscription, value) => value.split(',').includes(subscription.product.path),
  scope: (subscription, value) => value === 'all' || subscription.live === (value === 'live'),
  status: (subscription, value) => subscription.state === value,
};

function isMeant(subscription: Subscription, parameters: URLSearchParams): boolean {
  return [...parameters].every(([name, value]) => FILTERS[name]?.(subscription, value) ?? true);
}

/**
 * The ids of the subscriptions with an `event` in that period; null without the parameter: dates count only with it.
 */
function subscriptionsWith(store: Store, event: string | null, isInTime: (at: number) => boolean): Set<unknown> | null {
  if (event === null) return null;
  const types = EVENT_TYPES[event] ?? [];
  const events = store.events.filter(({ type, created }) => types.includes(type) && isInTime(created));
  return new Set(events.map(({ data }) => subscriptionIdOf(data)));
}

const EVENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  canceled: ['subscription.canceled'],
  charged: ['subscription.charge.completed'],
  created: ['subscription.activated'],
  deactivated: ['subscription.deactivated'],
};

function subscriptionIdOf(data: Readonly<Record<string, unknown>>): unknown {
  const nested = data.subscription;
  return typeof nested === 'object' && nested !== null && 'id' in nested ? nested.id : nested;
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
