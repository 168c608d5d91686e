import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { WebhookSubscription } from '../records/entities.ts';
import { parseOne } from './batch.ts';
import { type Authenticate, requireAdministrator } from './caller.ts';
import { requestAddress } from './page.ts';
import { parametersOf } from './parameters.ts';
import { KommoProblem } from './problem.ts';

/** `/webhooks`: the subscriptions to Kommo's own webhooks. Administrators only, 100 per account. */
export function webhookRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/webhooks', async (request) => {
    const caller = authenticate(request);
    requireAdministrator(caller);
    const destination = parametersOf(request).get('filter[destination]');
    const webhooks = [...caller.account.webhooks.values()].filter(
      (webhook) => destination === null || webhook.destination === destination,
    );
    return {
      _total_items: webhooks.length,
      _links: { self: { href: requestAddress(request) } },
      _embedded: { webhooks: webhooks.map((webhook) => render(caller.account, webhook)) },
    };
  });

  app.post('/webhooks', async (request, reply) => {
    const caller = authenticate(request);
    requireAdministrator(caller);
    const { account, user } = caller;
    if (account.webhooksRefused !== null) throw new KommoProblem(account.webhooksRefused, 'Webhooks need another plan');
    const input = parseOne(request.body, subscriptionSchema, () => []);
    const present = account.webhooks.get(input.destination);
    if (!present && account.webhooks.size >= 100) throw new KommoProblem(400, 'Limit 100 webhooks');
    const webhook = {
      id: present?.id ?? account.nextId(),
      destination: input.destination,
      settings: input.settings,
      sort: input.sort ?? 0,
      created_by: user.id,
      created_at: present?.created_at ?? account.clock.seconds(),
      disabled: false,
      badAnswers: [],
    };
    account.webhooks.set(webhook.destination, webhook);
    reply.code(201);
    return render(account, webhook);
  });

  app.delete('/webhooks', async (request, reply) => {
    const caller = authenticate(request);
    requireAdministrator(caller);
    const input = parseOne(request.body, z.strictObject({ destination: z.string() }), () => []);
    if (!caller.account.webhooks.delete(input.destination)) throw new KommoProblem(404, 'Webhook not found');
    return reply.removeHeader('content-type').code(204).send();
  });
}

const subscriptionSchema = z.strictObject({
  destination: z.url(),
  settings: z
    .array(z.string().regex(/^(add|update|delete|restore|responsible|status|note)_(lead|contact|company|task)$/))
    .min(1),
  sort: z.int().optional(),
});

function render(account: Account, webhook: WebhookSubscription): object {
  const { badAnswers: _, ...shown } = webhook;
  return { ...shown, updated_at: webhook.created_at, account_id: account.id };
}
