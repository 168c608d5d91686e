import { expect, onTestFinished, test, vi } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import {
  batch,
  event,
  sealSecret,
  webhookSecret as secret,
  startWebhookServer,
} from '../../../testing/server/fastspring/webhook-server.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import type { Database } from '../../platform/database/database.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { createWebhookOwners } from './webhook-secrets.ts';

function spyOnReading({ prisma }: Pick<Database, 'prisma'>) {
  const reading = vi.spyOn(prisma.account, 'findFirst');
  onTestFinished(() => reading.mockRestore());
  return reading;
}

async function startReceiver() {
  const database = await openTestDatabase();
  return { database, ...(await startWebhookServer(database)) };
}

test('only the first delivery of a burst asks the database for its account', async () => {
  const { database, deliver, stored } = await startReceiver();
  const reading = spyOnReading(database);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => deliver(batch(event(`EV${index}`)))));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(await stored()).toHaveLength(20);
  expect(reading).toHaveBeenCalledTimes(1);
});

test('simultaneous wrong signatures ask the database twice', async () => {
  const { database, deliver } = await startReceiver();
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  const gate = Promise.withResolvers<void>();
  const reading = spyOnReading(database);
  const owners = createWebhookOwners(
    database,
    testSealer,
    () => 0,
    () => gate.promise,
  );
  const refreshes = Array.from({ length: 20 }, () => owners.findOwner({ key: 'key-of-acme' }, true));
  gate.resolve();
  expect((await Promise.all(refreshes)).map((owner) => owner?.secrets)).toEqual(refreshes.map(() => [secret]));
  expect(reading).toHaveBeenCalledTimes(2);
});

test('a reading that began before its account was forgotten is repeated', async () => {
  const { database, account } = await startReceiver();
  let forgetWhileReading = (): void => undefined;
  // Secrets are opened once their row has been read.
  const sealer = {
    ...testSealer,
    open: (...sealed: Parameters<typeof testSealer.open>) => {
      forgetWhileReading();
      return testSealer.open(...sealed);
    },
  };
  const owners = createWebhookOwners(database, sealer, () => 0);
  forgetWhileReading = () => {
    forgetWhileReading = () => undefined;
    owners.forgetOwner(account.id);
  };
  const reading = spyOnReading(database);
  expect(await owners.findOwner({ key: 'key-of-acme' }, false)).toMatchObject({ secrets: [secret] });
  expect(reading).toHaveBeenCalledTimes(2);
});

test('a new secret counts at once; the old one until its memory expires', async () => {
  const { database, account, deliver, letTimePass } = await startReceiver();
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  await database.prisma.account.update({
    where: { id: account.id },
    data: { webhookSecret: sealSecret(account.id, 'changed') },
  });
  expect((await deliver(batch(event('EV2')), { secret: 'changed' })).status).toBe(200);
  letTimePass(60_000);
  expect((await deliver(batch(event('EV3')))).status).toBe(401);
});

test('while a secret is being changed, both are valid, the previous one exactly until it expires', async () => {
  const { database, account, deliver, letTimePass } = await startReceiver();
  await database.prisma.account.update({
    where: { id: account.id },
    data: {
      webhookSecret: sealSecret(account.id, 'new one'),
      previousWebhookSecret: testSealer.seal(sealedColumns.previousWebhookSecret, account.id, secret),
      previousWebhookSecretEndsAt: new Date(2_000),
    },
  });
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  expect((await deliver(batch(event('EV2')), { secret: 'new one' })).status).toBe(200);
  // Earlier than a remembered value is read again.
  letTimePass(1_999);
  expect((await deliver(batch(event('EV3')))).status).toBe(200);
  letTimePass(1);
  expect((await deliver(batch(event('EV4')))).status).toBe(401);
  expect((await deliver(batch(event('EV5')), { secret: 'new one' })).status).toBe(200);
});

test('a previous address is answered exactly until it expires', async () => {
  const { database, account, deliver, letTimePass, stored } = await startReceiver();
  const former = { key: 'former-key', accountId: account.id, sender: 'fastspring', endsAt: new Date(2_000) };
  await database.prisma.formerWebhookKey.createMany({
    data: [former, { ...former, key: 'called-by-kommo', sender: 'kommo' }],
  });
  expect((await deliver(batch(event('EV1')), { key: 'former-key' })).status).toBe(200);
  expect((await deliver(batch(event('EV2')), { key: 'former-key', secret: 'wrong' })).status).toBe(401);
  expect((await deliver(batch(event('EV3')), { key: 'called-by-kommo' })).status).toBe(404);
  letTimePass(2_000);
  expect((await deliver(batch(event('EV4')), { key: 'former-key' })).status).toBe(404);
  expect((await stored()).map(({ accountId }) => accountId)).toEqual([account.id]);
});

test('webhooks are refused at once after an uninstall, and accepted again after the next installation', async () => {
  const { account, deliver, stored, forgetOwner, database } = await startReceiver();
  const { prisma } = database;
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  const { webhookSecret } = account;
  await prisma.account.updateMany({ data: { state: 'uninstalled', webhookSecret: null } });
  forgetOwner(account.id);
  const answer = await deliver(batch(event('EV2')));
  expect(answer.status).toBe(410);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 410, detail: expect.stringContaining('nothing was stored') });
  // The account is now remembered without its secrets.
  expect((await deliver(batch(event('EV2')))).status).toBe(410);
  expect(await stored()).toHaveLength(1);
  await prisma.account.updateMany({ data: { state: 'connected', webhookSecret } });
  expect((await deliver(batch(event('EV2')))).status).toBe(200);
});
