import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createDeliveryAllowance } from '../../../server/fastspring/webhook/delivery-allowance.ts';
import { createDeliveryStore } from '../../../server/fastspring/webhook/delivery-store.ts';
import { signBody } from '../../../server/fastspring/webhook/signature.ts';
import { webhookRoutes } from '../../../server/fastspring/webhook/webhook-route.ts';
import { createWebhookOwners } from '../../../server/fastspring/webhook/webhook-secrets.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { createArrivals } from '../../../server/platform/runtime/arrivals.ts';
import { recordReceivedEvents } from '../../../server/sync/record/record-events.ts';
import { openTestDatabase } from '../../postgres/test-database.ts';
import { guardOf } from '../personal-data/guard.ts';
import { testSealer } from '../platform/crypto/test-sealer.ts';
import { refusedWebhooksOf } from './refused-webhooks-of.ts';
import { sealSecret, webhookSecret } from './webhook-server.ts';

/** The webhook's route on a real Postgres, and the ledger of a separate account after a delivery. */
export async function openReceiver() {
  const database = await openTestDatabase();
  const { prisma } = database;
  const app = createServer();
  await app.register(webhookRoutes, {
    findOwner: createWebhookOwners(
      database,
      testSealer,
      () => 0,
      async () => undefined,
    ).findOwner,
    admit: guardOf(database).admit,
    store: createDeliveryStore(database),
    allowance: createDeliveryAllowance(() => performance.now()),
    refused: refusedWebhooksOf(database),
    arrivals: createArrivals(),
    recordSoon: () => undefined,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());

  /** @param name unguessable only where it matters */
  async function take(name: string, body: string) {
    const id = randomUUID();
    const account = await prisma.account.create({
      data: { id, subdomain: name, webhookKey: name, webhookSecret: sealSecret(id, webhookSecret) },
    });
    const bytes = Buffer.from(body);
    const { status } = await fetch(`${address}/webhooks/fastspring/${encodeURIComponent(name)}`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json', 'x-fs-signature': signBody(webhookSecret, bytes) },
    });
    const failures: unknown[] = [];
    const log = { error: (failure: unknown) => failures.push(failure) };
    await recordReceivedEvents(
      { prisma, guard: guardOf(database), log },
      account.id,
      Date.now(),
      new AbortController().signal,
    );
    const events = await prisma.event.findMany({ where: { accountId: account.id }, orderBy: { id: 'asc' } });
    return { accountId: account.id, status, failures, states: events.map(({ state }) => state) };
  }
  return { prisma, take };
}
