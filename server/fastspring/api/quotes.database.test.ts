import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringNotFound } from './errors.ts';

const quote = {
  id: 'Q-1',
  quoteUrl: 'https://acme.example/quote/Q-1',
  status: 'OPEN',
  expires: '2026-12-20T14:51:34.814+00:00',
  orderReference: null,
  total: 360,
};

test('a quote is created with its tags as FastSpring wants them, and read again', async () => {
  const { api, store } = await startApiStack(
    byRoute({
      'POST /quotes': { status: 201, body: quote },
      'GET /quotes/Q-1': { body: { ...quote, status: 'COMPLETED', orderReference: 'ACM261120-1' } },
    }),
  );
  const recipient = { email: 'anna@acme.example', first: 'Anna' };
  const address = { country: 'DE', postalCode: '10115' };
  const items = [{ product: 'pro-plan', quantity: 2 }];
  const draft = { name: 'Pro plan for Acme', recipient, address, items, expirationDateDays: 30, tags: { lead: '7' } };
  const created = {
    id: 'Q-1',
    url: 'https://acme.example/quote/Q-1',
    status: 'OPEN',
    expiresAt: Date.UTC(2026, 11, 20, 14, 51, 34, 814),
    orderReference: null,
  };
  expect(await api.createQuote(draft)).toEqual(created);
  expect(await api.getQuote('Q-1')).toEqual({ ...created, status: 'COMPLETED', orderReference: 'ACM261120-1' });
  expect(JSON.parse(store.requests[0]?.body ?? '')).toEqual({
    name: 'Pro plan for Acme',
    recipient,
    recipientAddress: address,
    items,
    expirationDateDays: 30,
    fulfillmentTerm: 'ON_PAYMENT',
    tags: [{ key: 'lead', value: '7' }],
  });
  await expect(api.getQuote('Q-2')).rejects.toThrow(FastspringNotFound);
});
