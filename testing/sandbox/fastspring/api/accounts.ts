import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountPayload } from '../payloads/accounts.ts';
import { moment, type Payload } from '../payloads/values.ts';
import type { Customer, Order } from '../records.ts';
import type { Store } from '../store.ts';
import { listAnswer, parametersOf, sendError } from './answers.ts';
import type { ApiOptions } from './options.ts';

/** `/accounts`. One id at a time; a list of ids is not supported here. */
export function accountRoutes(app: FastifyInstance, store: Store, options: ApiOptions): void {
  app.get('/accounts', (request) => {
    const parameters = parametersOf(request);
    return listAnswer(request, {
      action: 'account.getall',
      name: 'accounts',
      items: [...store.customers.values()].filter((customer) => isMeant(store, customer, parameters)),
      render: (customer) => (options.listElements === 'ids' ? customer.id : fullAccount(store, customer)),
    });
  });

  app.get('/accounts/:id', (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const customer = store.customers.get(id);
    if (customer) return reply.send({ ...fullAccount(store, customer), action: 'account.get', result: 'success' });
    return reply
      .code(400)
      .send({ id, account: id, action: 'account.get', result: 'error', error: { account: 'account id not found' } });
  });

  app.get('/accounts/:id/authenticate', (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const action = 'account.authenticate.get';
    if (!store.customers.has(id)) return sendError(reply, action, { account: 'account id not found' });
    const expires = new Date(store.clock.now() + 86_400_000).toISOString().slice(0, -1);
    const url = `https://bluebird.onfastspring.com/account/${id}/${randomBytes(8).toString('base64url')}`;
    return reply.send({ accounts: [{ action, result: 'success', account: id, expires, url }] });
  });
}

function isMeant(store: Store, customer: Customer, parameters: URLSearchParams): boolean {
  const tests: Readonly<Record<string, (value: string) => boolean>> = {
    email: (value) => customer.email.toLowerCase() === value.toLowerCase(),
    custom: (value) => customer.customKey === value,
    orderId: (value) => store.orders.get(value)?.customer === customer,
    orderReference: (value) => ordersOf(store, customer).some((order) => order.reference === value),
    subscriptionId: (value) => store.subscriptions.get(value)?.customer === customer,
  };
  return [...parameters].every(([name, value]) => tests[name]?.(value) ?? true);
}

function fullAccount(store: Store, customer: Customer): Payload {
  const orders = ordersOf(store, customer);
  const subscriptions = [...store.subscriptions.values()].filter((each) => each.customer === customer);
  return {
    ...accountPayload(customer),
    address: {
      addressLine1: customer.street,
      city: customer.city,
      postalCode: customer.postalCode,
      company: customer.company,
    },
    payment: { methods: 1, active: 1 },
    orders: orders.map((order) => order.id),
    subscriptions: subscriptions.map((subscription) => subscription.id),
    charges: orders
      .filter((order) => order.state === 'completed')
      .map((order) => ({
        currency: order.currency,
        total: Number(order.total),
        status: 'successful',
        order: order.id,
        orderReference: order.reference,
        subscription: order.lines.find((line) => line.subscriptionId !== null)?.subscriptionId ?? null,
        ...moment('timestamp', order.changedAt),
      })),
  };
}

function ordersOf(store: Store, customer: Customer): Order[] {
  return [...store.orders.values()].filter((order) => order.customer === customer);
}
