import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { readSetup } from './read-setup.ts';

test('a webhook secret that no key opens counts as not saved', async () => {
  const { prisma } = await openTestDatabase();
  const { id } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  const setupWith = async (webhookSecret: string | null) => {
    await prisma.account.update({ where: { id }, data: { webhookSecret } });
    return readSetup(prisma, testSealer, id);
  };
  expect(await setupWith(null)).toBe('no-secret');
  expect(await setupWith(testSealer.seal(sealedColumns.webhookSecret, id, 'secret'))).toBe('no-event');
  expect(await setupWith('of another key')).toBe('no-secret');
});

test('the setup says that webhooks are refused, before the first one is accepted', async () => {
  const { prisma } = await openTestDatabase();
  const { id } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  const webhookSecret = testSealer.seal(sealedColumns.webhookSecret, id, 'secret');
  await prisma.account.update({ where: { id }, data: { webhookSecret } });
  await prisma.refusedWebhook.create({
    data: { accountId: id, reason: 'signature_mismatch', refusedAt: new Date() },
  });
  expect(await readSetup(prisma, testSealer, id)).toBe('refused');
});
