import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createDeliveryAllowance } from '../../../server/fastspring/webhook/delivery-allowance.ts';
import { createDeliveryStore } from '../../../server/fastspring/webhook/delivery-store.ts';
import { createRefusedWebhooks } from '../../../server/fastspring/webhook/refused-webhooks.ts';
import { signBody } from '../../../server/fastspring/webhook/signature.ts';
import { webhookRoutes } from '../../../server/fastspring/webhook/webhook-route.ts';
import { createWebhookOwners } from '../../../server/fastspring/webhook/webhook-secrets.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { createArrivals } from '../../../server/platform/runtime/arrivals.ts';
import { sealedColumns } from '../../../server/secrets/sealed-columns.ts';
import { guardOf } from '../personal-data/guard.ts';
import { testSealer } from '../platform/crypto/test-sealer.ts';
import { announceBody } from '../platform/http/announce-body.ts';
import { storedEvents } from './stored-events.ts';

export const webhookSecret = 'sandbox-webhook-secret';

export const sealSecret = (accountId: string, secret: string) =>
  testSealer.seal(sealedColumns.webhookSecret, accountId, secret);

/** The webhook's route over real HTTP, for one account. */
export async function startWebhookServer(database: Pick<Database, 'prisma' | 'query'>) {
  const { prisma } = database;
  const id = randomUUID();
  const account = await prisma.account.create({
    data: {
      id,
      subdomain: 'acme',
      kommoAccountId: 1n,
      webhookKey: 'key-of-acme',
      webhookSecret: sealSecret(id, webhookSecret),
    },
  });
  let time = 0;
  const waits = createWaits();
  const woken: string[] = [];
  const allowance = createDeliveryAllowance(() => time);
  const app = createServer();
  const { findOwner, forgetOwner } = createWebhookOwners(
    database,
    testSealer,
    () => time,
    async () => undefined,
  );
  const logged: unknown[] = [];
  const refused = createRefusedWebhooks({
    ...{ prisma, forgetOwner },
    log: { warn: (line: unknown) => void logged.push(line) },
    now: () => time,
    wait: waits.wait,
  });
  await app.register(webhookRoutes, {
    findOwner,
    admit: guardOf(database).admit,
    store: createDeliveryStore(database),
    allowance,
    refused,
    arrivals: createArrivals(),
    recordSoon: (accountId: string) => void woken.push(accountId),
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const deliver = (
    body: string | Buffer,
    options: Partial<{
      key: string;
      signature: string | null;
      secret: string;
      contentType: string;
      isChunked: boolean;
    }> = {},
  ) => {
    const bytes = Buffer.from(body);
    const { key = 'key-of-acme', secret = webhookSecret, signature = signBody(secret, bytes) } = options;
    return fetch(`${address}/webhooks/fastspring/${key}`, {
      method: 'POST',
      body: options.isChunked ? new Blob([bytes]).stream() : bytes,
      duplex: 'half',
      headers: {
        'content-type': options.contentType ?? 'application/json',
        ...(signature === null ? {} : { 'x-fs-signature': signature }),
      },
    });
  };
  const announce = (key: string, signature: string | undefined, length = 900_000) =>
    announceBody(address, `POST /webhooks/fastspring/${key}`, {
      'x-fs-signature': signature,
      'content-length': String(length),
    });
  const stored = () => storedEvents(prisma);
  /** bytes that the account has already sent */
  const spend = (bytes: number) => allowance.spend(id, bytes);
  /** A write that waits for less begins. @returns the new time */
  const letTimePass = (ms: number) => {
    time += ms;
    waits.end(ms);
    return time;
  };
  return { account, deliver, announce, spend, stored, woken, forgetOwner, letTimePass, logged, counts: refused.counts };
}

/** Waits that end when the test says so. */
function createWaits() {
  let open: { readonly ms: number; readonly end: () => void }[] = [];
  return {
    wait: (ms: number) => new Promise<void>((resolve) => open.push({ ms, end: resolve })),
    end: (passed: number) => {
      for (const { end } of open.filter(({ ms }) => ms <= passed)) end();
      open = open.filter(({ ms }) => ms > passed);
    },
  };
}

export const event = (id: string, type = 'order.completed', data: unknown = { total: 12.5 }) => ({
  id,
  type,
  live: true,
  created: 1_763_640_000_000,
  data,
});

export const batch = (...events: unknown[]) => JSON.stringify({ events });
