import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Store } from '../store.ts';
import { sendError } from './answers.ts';

const bodySchema = z.strictObject({ url: z.string(), hmacSecret: z.string().min(1).max(100) });

/** `/webhooks/keys`: changes the secret of one of the store's webhooks; the address must match letter for letter. */
export function webhookRoutes(app: FastifyInstance, store: Store): void {
  app.post('/webhooks/keys', (request, reply) => {
    const action = 'webhooks.update';
    const parsed = bodySchema.safeParse(request.body);
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path, message }) => [path.join('.') || 'body', message]);
      return sendError(reply, action, Object.fromEntries(fields));
    }
    const { url, hmacSecret } = parsed.data;
    if (!store.webhooks.has(url)) return sendError(reply, action, { url: 'Webhook not found' });
    store.webhooks.set(url, hmacSecret);
    return reply.send({ url, action, result: 'success' });
  });
}
