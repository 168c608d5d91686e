import { createRequire } from 'node:module';
import Fastify from 'fastify';
import { stripeSecretKey, stripeWebhookSecret } from './stripe-charge.ts';

/**
 * stripe-sync-engine behind a route, in a process of its own, on its own tables: it checks the signature and upserts the
 * object before it answers. Prints the address to post to. Nothing is asked of Stripe's API.
 */
// As CommonJS: in the package's ES module `runMigrations` needs a `__dirname`, and only logs that there is none.
const { runMigrations, StripeSync }: typeof import('@supabase/stripe-sync-engine') = createRequire(import.meta.url)(
  '@supabase/stripe-sync-engine',
);
const databaseUrl = process.env.BENCH_DATABASE_URL ?? '';
await runMigrations({ databaseUrl, schema: 'stripe' });
const engine = new StripeSync({
  stripeSecretKey,
  stripeWebhookSecret,
  autoExpandLists: false,
  backfillRelatedEntities: false,
  poolConfig: { connectionString: databaseUrl, max: 10 },
});

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post<{ Body: Buffer; Headers: { 'stripe-signature'?: string } }>('/webhooks', async (request) => {
  await engine.processWebhook(request.body, request.headers['stripe-signature']);
  return { received: true };
});
console.log(`${await app.listen({ host: '127.0.0.1', port: 0 })}/webhooks`);
process.once('SIGTERM', () => process.exit(0));
