import { z } from 'zod';
import type { FastspringApi, Quote, QuoteDraft } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';
import { milliseconds } from './time.ts';

export function createQuotes(requests: StoreRequests): Pick<FastspringApi, 'createQuote' | 'getQuote'> {
  return {
    createQuote: async (draft) =>
      readAnswer(await requests.send({ method: 'POST', path: '/quotes', json: quoteBody(draft) }), quoteSchema),
    getQuote: async (id) =>
      readAnswer(await requests.send({ method: 'GET', path: `/quotes/${encodeURIComponent(id)}` }), quoteSchema),
  };
}

/** https://developer.fastspring.com/reference/create-a-quote */
function quoteBody({ address, tags = {}, ...draft }: QuoteDraft) {
  return {
    ...draft,
    recipientAddress: address,
    fulfillmentTerm: 'ON_PAYMENT',
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

const text = z.string().min(1).nullable().catch(null);
const quoteSchema = z
  .object({
    id: z.string().min(1),
    quoteUrl: text,
    status: z.string(),
    expires: milliseconds,
    orderReference: text,
  })
  .transform(
    ({ id, quoteUrl, status, expires, orderReference }): Quote => ({
      id,
      url: quoteUrl,
      status,
      expiresAt: expires,
      orderReference,
    }),
  );
