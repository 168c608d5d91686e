import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { orderPayload } from '../payloads/orders.ts';
import { returnPayload } from '../payloads/returns.ts';
import { money, type Payload } from '../payloads/values.ts';
import type { Order } from '../records.ts';
import type { Store } from '../store.ts';
import { dateFilter, listAnswer, parametersOf, sendByIds, sendError } from './answers.ts';
import type { ApiOptions } from './options.ts';

const unexpanded = { expanded: false };

/** `/orders` and `/returns/{ids}`. */
export function orderRoutes(app: FastifyInstance, store: Store, options: ApiOptions): void {
  app.get('/orders', (request, reply) => {
    const parameters = parametersOf(request);
    const isInTime = dateFilter(parameters, store.clock.now());
    if (!isInTime) return sendError(reply, 'order.getall', { date: 'begin and end must be dates, a day apart' });
    return reply.send(
      listAnswer(request, {
        action: 'order.getall',
        name: 'orders',
        items: [...store.orders.values()]
          .filter((order) => isInTime(order.createdAt) && isMeant(store, order, parameters))
          .toSorted((a, b) => a.createdAt - b.createdAt),
        render: (order) => (options.listElements === 'ids' ? order.id : orderWithReturns(store, order)),
      }),
    );
  });

  app.get('/orders/:ids', (request, reply) =>
    sendByIds(reply, idsOf(request.params), 'order', (id) => {
      const order = store.orders.get(id);
      return order ? orderWithReturns(store, order) : null;
    }),
  );

  app.post('/orders', (request, reply) => {
    const parsed = tagsSchema.safeParse(request.body);
    if (!parsed.success) return sendError(reply, 'order.update', { orders: 'orders must be a list' });
    const results = parsed.data.orders.map(({ order: id, tags }) => {
      const order = store.orders.get(id);
      if (!order) return { order: id, action: 'order.update', result: 'error', error: { order: 'Not found' } };
      order.tags = { ...order.tags, ...tags };
      return { order: id, action: 'order.update', result: 'success' };
    });
    return reply.code(results.every((each) => each.result === 'error') ? 400 : 200).send({ orders: results });
  });

  app.get('/returns/:ids', (request, reply) =>
    sendByIds(reply, idsOf(request.params), 'return', (id) => {
      const refund = store.returns.get(id);
      return refund ? returnPayload(refund, unexpanded) : null;
    }),
  );
}

/** An order as the API shows it: refunds are listed in it by id and amount, unlike in webhooks. */
export function orderWithReturns(store: Store, order: Order): Payload {
  const returns = [...store.returns.values()].filter((each) => each.order === order);
  return {
    ...orderPayload(order, unexpanded),
    ...(returns.length === 0
      ? {}
      : { returns: returns.map(({ id, total }) => ({ return: id, ...money('amount', total, order) })) }),
  };
}

const tagsSchema = z.object({
  orders: z.array(z.object({ order: z.string(), tags: z.record(z.string(), z.string()).default({}) })).min(1),
});

export function idsOf(parameters: unknown): string[] {
  return z.object({ ids: z.string() }).parse(parameters).ids.split(',');
}

function isMeant(store: Store, order: Order, parameters: URLSearchParams): boolean {
  const tests: Readonly<Record<string, (value: string) => boolean>> = {
    products: (value) => order.lines.some((line) => value.split(',').includes(line.product.path)),
    rebill: (value) => order.isRebill === (value === 'true'),
    returns: (value) => [...store.returns.values()].some((each) => each.order === order) === (value === 'true'),
    scope: (value) => value === 'all' || order.live === (value === 'live'),
    status: (value) => order.state === value,
  };
  return [...parameters].every(([name, value]) => tests[name]?.(value) ?? true);
}
