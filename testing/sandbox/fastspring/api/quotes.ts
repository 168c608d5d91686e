import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { money, type Payload } from '../payloads/values.ts';
import { changeQuote, createQuote } from '../quotes.ts';
import type { Customer, Quote } from '../records.ts';
import { addCustomer, PAYOUT_CURRENCY, payoutRate, type Store } from '../store.ts';
import { parametersOf, sendError } from './answers.ts';

const newQuoteSchema = z.object({
  name: z.string().min(1),
  items: z.array(z.object({ product: z.string(), quantity: z.int().min(1) })).min(1),
  recipient: z.object({
    email: z.email(),
    first: z.string(),
    last: z.string(),
    company: z.string().optional(),
    phone: z.string().optional(),
  }),
  recipientAddress: z.object({ country: z.string().length(2), postalCode: z.string().min(1) }),
  coupon: z.string().optional(),
  currency: z.string().length(3).default('EUR'),
  expirationDateDays: z.int().min(1).default(30),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});

/** `/quotes`. */
export function quoteRoutes(app: FastifyInstance, store: Store): void {
  app.post('/quotes', (request, reply) => {
    const parsed = newQuoteSchema.safeParse(request.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return sendError(reply, 'quote.create', { [issue?.path.join('.') ?? 'quote']: issue?.message ?? 'wrong' });
    }
    const { items, recipient, recipientAddress, tags, expirationDateDays, ...values } = parsed.data;
    const lines = items.flatMap((item) => {
      const product = store.products.get(item.product);
      return product ? [{ product, quantity: item.quantity }] : [];
    });
    if (lines.length < items.length) return sendError(reply, 'quote.create', { items: 'Product not found' });
    const { quote } = createQuote(store, {
      name: values.name,
      currency: values.currency,
      ...(values.coupon === undefined ? {} : { coupon: values.coupon }),
      customer: recipientOf(store, recipient, recipientAddress.country),
      lines,
      validFor: expirationDateDays,
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    });
    return reply.code(201).send(renderQuote(quote));
  });

  app.get('/quotes', (request) => {
    const statuses = parametersOf(request).get('statuses')?.split(',') ?? [];
    const quotes = [...store.quotes.values()].filter(
      (quote) => statuses.length === 0 || statuses.includes(quote.status),
    );
    return { _embedded: { quotes: quotes.map(renderQuote) }, page: { totalElements: quotes.length } };
  });

  app.get('/quotes/:id', (request, reply) => {
    const quote = store.quotes.get(z.object({ id: z.string() }).parse(request.params).id);
    return quote ? reply.send(renderQuote(quote)) : sendError(reply, 'quote.get', { quote: 'Not found' });
  });

  app.post('/quotes/:id/cancel', (request, reply) => {
    const quote = store.quotes.get(z.object({ id: z.string() }).parse(request.params).id);
    if (!quote) return sendError(reply, 'quote.cancel', { quote: 'Not found' });
    changeQuote(store, quote, 'CANCELED', 'Quote Canceled');
    return reply.send(renderQuote(quote));
  });
}

function recipientOf(store: Store, recipient: z.infer<typeof newQuoteSchema>['recipient'], country: string): Customer {
  const known = [...store.customers.values()].find((customer) => customer.email === recipient.email);
  const { company, phone, ...person } = recipient;
  return (
    known ??
    addCustomer(store, {
      ...person,
      country,
      ...(company === undefined ? {} : { company }),
      ...(phone === undefined ? {} : { phone }),
    })
  );
}

function renderQuote(quote: Quote): Payload {
  const currencies = {
    currency: quote.currency,
    payoutCurrency: PAYOUT_CURRENCY,
    payoutRate: payoutRate(quote.currency),
  };
  const { first, last, email, company, phone, street, city, country, postalCode } = quote.customer;
  return {
    id: quote.id,
    name: quote.name,
    status: quote.status,
    coupon: quote.coupon,
    created: new Date(quote.createdAt).toISOString(),
    updated: new Date(quote.changedAt).toISOString(),
    expires: new Date(quote.expiresAt).toISOString(),
    currency: quote.currency,
    fulfillmentTerm: 'ON_PAYMENT',
    items: quote.lines.map((line) => ({
      product: line.product.path,
      display: line.product.name,
      quantity: line.quantity,
    })),
    quoteUrl: `https://bluebird.onfastspring.com/popup-default/account/order/quote/${quote.id}`,
    recipient: { first, last, email, company, phone },
    recipientAddress: { addressLine1: street, city, country, postalCode },
    ...money('subtotal', quote.subtotal, currencies),
    ...money('discount', quote.discount, currencies),
    ...money('total', quote.total, currencies),
    tax: Number(quote.tax),
    taxType: 'VAT',
    tags: Object.entries(quote.tags).map(([key, value]) => ({ key, value })),
    orderReference: quote.order?.reference ?? null,
    invoiceId: null,
  };
}
