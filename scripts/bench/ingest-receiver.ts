import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { createDeliveryAllowance } from '../../server/fastspring/webhook/delivery-allowance.ts';
import { createDeliveryStore } from '../../server/fastspring/webhook/delivery-store.ts';
import { createRefusedWebhooks } from '../../server/fastspring/webhook/refused-webhooks.ts';
import { webhookRoutes } from '../../server/fastspring/webhook/webhook-route.ts';
import { createWebhookOwners } from '../../server/fastspring/webhook/webhook-secrets.ts';
import { createSealer } from '../../server/platform/crypto/seal.ts';
import { answerErrors } from '../../server/platform/http/error-handler.ts';
import { createArrivals } from '../../server/platform/runtime/arrivals.ts';
import { sealedColumns } from '../../server/secrets/sealed-columns.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import { benchKey, benchSecret } from './ingest.ts';

/** One receiver of webhooks in a process of its own; prints the address to post to. */
const databaseUrl = process.env.BENCH_DATABASE_URL ?? '';
const start: Readonly<Record<string, (app: FastifyInstance) => Promise<void>>> = { bare, insert, ours };

const app = Fastify();
await start[process.argv[2] ?? '']?.(app);
const address = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`${address}/webhooks/fastspring/${benchKey}`);
process.once('SIGTERM', () => process.exit(0));

function isGenuine(body: unknown, header: unknown): boolean {
  if (!Buffer.isBuffer(body) || typeof header !== 'string') return false;
  const expected = createHmac('sha256', benchSecret).update(body).digest();
  const given = Buffer.from(header, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function bare(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/fastspring/:key', async (request, reply) => {
    if (!isGenuine(request.body, request.headers['x-fs-signature'])) return reply.code(401).send();
    return reply.code(200).send();
  });
}

async function insert(app: FastifyInstance): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query('CREATE TABLE IF NOT EXISTS floor (id text PRIMARY KEY, payload text NOT NULL)');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/fastspring/:key', async (request, reply) => {
    if (!isGenuine(request.body, request.headers['x-fs-signature'])) return reply.code(401).send();
    const text = String(request.body);
    const id: unknown = JSON.parse(text).events[0].id;
    await pool.query('INSERT INTO floor (id, payload) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, text]);
    return reply.code(200).send();
  });
}

async function ours(app: FastifyInstance): Promise<void> {
  const database = await openDatabase({ databaseUrl, dataDir: '' });
  const sealer = createSealer({ current: Buffer.alloc(32, 1), other: undefined });
  const id = randomUUID();
  const webhookSecret = sealer.seal(sealedColumns.webhookSecret, id, benchSecret);
  await database.prisma.account.create({
    data: { id, subdomain: 'bench', webhookKey: benchKey, webhookSecret },
  });
  answerErrors(app);
  const { findOwner, forgetOwner } = createWebhookOwners(database, sealer, Date.now);
  await app.register(webhookRoutes, {
    findOwner,
    admit: async (_, events) => events,
    store: createDeliveryStore(database),
    allowance: createDeliveryAllowance(() => performance.now()),
    refused: createRefusedWebhooks({ prisma: database.prisma, forgetOwner, log: app.log, now: Date.now }),
    arrivals: createArrivals(),
    recordSoon: () => undefined,
  });
}
