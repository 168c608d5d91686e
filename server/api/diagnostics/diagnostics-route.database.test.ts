import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { dumpDatabase, wordsIn } from '../../../testing/server/personal-data/dump.ts';
import { erna, planted, startWithErna } from '../../../testing/server/personal-data/erna.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { diagnosticsRoutes } from './diagnostics-route.ts';

/** Beside Erna's; digits alone may stand in any count of bytes. */
const words = [
  ...planted.filter((word) => !/^\d+$/.test(word)),
  ...[
    'kranichhof',
    'Mr Kranich',
    'kranich.type',
    'KRANICH-SKU',
    'Kranichpost',
    'kranich-domain',
    'ACC-BEN',
    'ben@bolt.example',
  ],
];

const pausedAt = new Date('2026-11-20T12:00:00Z');

/** What another account has, of the same kinds. */
async function plantStranger({ prisma }: Awaited<ReturnType<typeof startWithErna>>) {
  const accountId = await addOtherAccount(prisma);
  const ofLead = { leadId: 7, factKey: 'key', key: 'key', kind: 'note', content: {}, occurredAt: pausedAt };
  await prisma.event.create({ data: { accountId, eventId: 'theirs', type: 'order.completed', payload: '{}' } });
  await prisma.effect.create({ data: { ...ofLead, accountId, state: 'failed', lastError: 'NotSupportedChoice' } });
  await prisma.auditEntry.create({ data: { accountId, userId: 7n, action: 'settings_changed' } });
}

/** The same person in every other text column, and a secret in every column for one. */
async function plantEverywhere({
  prisma,
  accountId,
  store,
  workThroughFailures,
}: Awaited<ReturnType<typeof startWithErna>>) {
  await store([{ id: 'event-type', type: 'kranich.type', created: 1, live: true, data: {} }]);
  await workThroughFailures();
  const seal = (column: keyof typeof sealedColumns) =>
    testSealer.seal(sealedColumns[column], accountId, `plain ${column}`);
  await prisma.account.update({
    where: { id: accountId },
    data: {
      ...{
        name: 'Kranichhof',
        subdomain: 'kranichhof',
        language: 'Mr Kranich',
        currency: 'Mr Kranich',
        timeZone: 'Mr Kranich',
      },
      ...{ stateReason: 'Mr Kranich', webhookKey: 'plain key', webhookSecret: seal('webhookSecret') },
      ...{ nextWebhookSecret: seal('nextWebhookSecret'), nextWebhookSecretEndsAt: pausedAt },
      ...{ apiUsername: seal('apiUsername'), apiPassword: null },
      ...{ writingPausedAt: pausedAt, writingPauseReason: 'Mr Kranich', writingPausedBy: 71 },
      settings: {
        matching: { companyDomains: ['kranich-domain.example'] },
        products: [{ sku: 'KRANICH-SKU', pipelineId: 1 }],
        rules: [
          { on: 'order.completed', tags: ['Kranichpost'], task: { typeId: 1, text: 'Mr Kranich', dueInHours: 1 } },
        ],
        paymentLinks: { storefront: 'kranichhof.onfastspring.com' },
      },
    },
  });
  const lastError = 'InvalidType at price: Mr Kranich is no number';
  await prisma.effect.updateMany({ where: { kind: 'note' }, data: { state: 'failed', lastError } });
  const failed = { state: 'failed', reason: { code: 'failed', error: 'Mr Kranich', detail: erna.email } };
  await prisma.event.updateMany({ where: { type: 'order.completed' }, data: failed });
  await prisma.fastspringConnection.create({
    data: { accountId, credentialsMark: 'mark', state: 'refused', reason: 'Mr Kranich' },
  });
  await prisma.import.updateMany({ data: { problem: 'Mr Kranich' } });
  await prisma.auditEntry.create({
    data: { accountId, userId: 7n, action: 'settings_changed', subject: 'Mr Kranich', before: { name: 'Mr Kranich' } },
  });
  await prisma.formerWebhookKey.create({
    data: { key: 'plain former key', accountId, sender: 'fastspring', endsAt: new Date() },
  });
}

test('the file says how everything is, and nothing that a person, FastSpring or Kommo wrote', async () => {
  const stack = await startWithErna();
  const { prisma, database, accountId, kommo } = stack;
  await plantEverywhere(stack);
  await plantStranger(stack);
  expect(wordsIn(await dumpDatabase(database), words)).toEqual(words);
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(diagnosticsRoutes);
  const answer = await app.inject('/api/v1/diagnostics');
  expect(answer.headers['content-disposition']).toBe('attachment; filename="diagnostics.json"');
  expect(wordsIn(answer.body, [...words, 'kranich', 'plain', testSealer.prefix, 'Ben', 'Lindqvist'])).toEqual([]);

  const bundle = answer.json();
  expect(bundle).toMatchObject({
    format: 'kommo-fastspring diagnostics',
    versions: { app: expect.stringMatching(/^\d/), node: process.version, engine: 'postgres' },
    account: {
      id: accountId,
      state: 'connected',
      language: null,
      currency: null,
      timeZone: null,
      writingPausedAt: pausedAt.toISOString(),
    },
    settings: { products: [{ pipelineId: 1 }], rules: [{ on: 'order.completed', tags: 1 }] },
    connections: {
      kommo: { token: { isReadable: true } },
      fastspring: { hasWebhookSecret: true, isWebhookSecretUnconfirmed: false, api: { state: 'refused' } },
    },
  });
  const { counts, errors, timings, migrations } = bundle;
  expect(counts.events).toContainEqual(expect.objectContaining({ type: 'other', state: 'unknown', source: 'webhook' }));
  expect(counts.events).toContainEqual(expect.objectContaining({ type: 'order.completed', state: 'failed' }));
  const total = (rows: readonly { count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0);
  const where = { accountId };
  expect(total(counts.events)).toBe(await prisma.event.count({ where }));
  expect(total(counts.eventsByHour)).toBe(await prisma.event.count({ where }));
  expect(total(counts.effects)).toBe(await prisma.effect.count({ where }));
  expect(total(counts.audit)).toBe(1);
  expect(errors).toContainEqual(expect.objectContaining({ where: 'effect note failed', code: 'InvalidType' }));
  expect(errors).toContainEqual(expect.objectContaining({ where: 'event failed', code: 'other' }));
  expect(JSON.stringify(errors)).not.toContain('NotSupportedChoice');
  expect(timings.effects).toContainEqual(expect.objectContaining({ kind: 'note', median: expect.any(Number) }));
  expect(migrations.at(-1)).toMatchObject({ isFinished: true });
  expect(await prisma.auditEntry.findMany({ where: { action: 'diagnostics_downloaded' } })).toMatchObject([
    { accountId, userId: 7n },
  ]);
});
