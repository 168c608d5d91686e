import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { payCheckout } from '../checkouts.ts';
import type { FastSpringEvent } from '../events.ts';
import type { CheckoutSession, Store } from '../store.ts';
import { sendWebhook } from '../webhook.ts';
import { checkoutHtml, goneHtml, paidHtml } from './checkout-html.ts';
import { priceOf } from './price.ts';

export function isCheckoutPage(url: string): boolean {
  return url.startsWith('/checkout/');
}

const path = z.object({ id: z.string() });
const emailPattern = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** The pages at which a buyer pays; the store then sends the order's events to each of its webhooks. */
export function checkoutPages(app: FastifyInstance, store: Store): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  const openSession = (request: FastifyRequest): CheckoutSession | undefined => {
    const session = store.sessions.get(path.parse(request.params).id);
    return session !== undefined && session.expiresAt > store.clock.now() ? session : undefined;
  };
  const send = (reply: FastifyReply, status: number, html: string): FastifyReply =>
    reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);

  app.get('/checkout/session/:id', (request, reply) => {
    const session = openSession(request);
    return session ? send(reply, 200, checkoutHtml(session, priceOf(store, session))) : send(reply, 404, goneHtml());
  });

  app.post('/checkout/session/:id', async (request, reply) => {
    const session = openSession(request);
    if (!session) return send(reply, 404, goneHtml());
    const email = z.instanceof(URLSearchParams).parse(request.body).get('email')?.trim() ?? '';
    if (!emailPattern.test(email)) {
      return send(reply, 400, checkoutHtml(session, priceOf(store, session), 'Enter an email address.'));
    }
    const { order, events } = payCheckout(store, session.id, email);
    store.sessions.delete(session.id);
    const answers = await tellWebhooks(store, events);
    return send(reply, 200, paidHtml(order, answers));
  });
}

/** @returns the status of each receiver's answer; null where none came */
async function tellWebhooks(store: Store, events: readonly FastSpringEvent[]): Promise<readonly (number | null)[]> {
  return Promise.all(
    [...store.webhooks].map(async ([url, secret]) => {
      const answer = await sendWebhook({ url, secret, events }).catch(() => null);
      if (answer?.status === 200) for (const { id } of events) store.processedEvents.add(id);
      return answer?.status ?? null;
    }),
  );
}
