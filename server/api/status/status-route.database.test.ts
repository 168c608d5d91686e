import { expect, onTestFinished, test, vi } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import { asIncoming } from '../../../testing/server/ledger/state-events.ts';
import { storeEvents } from '../../fastspring/webhook/store-events.ts';

test('customers without an e-mail are counted, with what has to happen', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  expect((await call('GET', '/api/v1/status')).body.missingEmails).toBeNull();
  await prisma.customer.create({ data: { accountId, identity: 'account:A-1', fastspringAccountId: 'A-1' } });
  expect((await call('GET', '/api/v1/status')).body.missingEmails).toEqual({ customers: 1, cause: 'no_credentials' });
});

test('the first event without expansion is said, and the first one with it ends that', async () => {
  const { call, database, accountId } = await startSettingsServer();
  const lacksExpansion = async () => (await call('GET', '/api/v1/status')).body.fastspring.lacksExpansion;
  const deliver = (id: string, type: string, account: unknown) =>
    storeEvents(database, accountId, 'webhook', [asIncoming({ id, type, created: 1, live: true, data: { account } })]);
  expect(await lacksExpansion()).toBeUndefined();
  await deliver('EV-1', 'subscription.charge.completed', 'A-1');
  expect(await lacksExpansion()).toBe(true);
  await deliver('EV-2', 'account.updated', { id: 'A-1' });
  expect(await lacksExpansion()).toBe(true);
  await deliver('EV-3', 'order.completed', { id: 'A-1', account: 'A-1' });
  expect(await lacksExpansion()).toBeUndefined();
});

test('a refused webhook is said until one is accepted, or the secret that refused it is replaced', async () => {
  const { call, database, prisma, accountId } = await startSettingsServer();
  const refused = async () => (await call('GET', '/api/v1/status')).body.fastspring.refused;
  expect(await refused()).toBeNull();
  const note = async (reason: string) => {
    const refusedAt = new Date();
    await prisma.refusedWebhook.create({ data: { accountId, reason, refusedAt } });
    return { reason, at: refusedAt.toISOString() };
  };
  const first = await note('signature_mismatch');
  expect(await refused()).toEqual(first);
  const save = (webhookSecret: string) => call('PUT', '/api/v1/settings', { json: { fastspring: { webhookSecret } } });
  await save('another secret');
  expect(await refused()).toBeNull();
  const said = await note('not_a_batch');
  await save('a third secret');
  expect(await refused()).toEqual(said);
  await storeEvents(database, accountId, 'webhook', [
    asIncoming({ id: 'EV-1', type: 'x', live: true, created: 0, data: {} }),
  ]);
  await prisma.event.updateMany({ data: { receivedAt: new Date(Date.parse(said.at) + 1) } });
  expect(await refused()).toBeNull();
});

test('the account’s own events and effects are counted, with the last webhook and Kommo’s token', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const status = async () => (await call('GET', '/api/v1/status')).body;
  const nothing = { fastspring: { lastWebhookAt: null }, failed: { events: 0, effects: 0 } };
  expect(await status()).toMatchObject({ kommo: { state: 'connected', pausedUntil: null }, ...nothing });
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
  const effect = { leadId: 7, factKey: 'order.completed:1', kind: 'note', content: {}, occurredAt: at(1) };
  for (const owner of [accountId, await addOtherAccount(prisma)]) {
    const event = { accountId: owner, type: 'order.completed', payload: '{}', source: 'webhook' };
    await prisma.event.createMany({
      data: [
        { ...event, eventId: '1', state: 'received', receivedAt: at(2) },
        { ...event, eventId: '2', state: 'failed', receivedAt: at(3) },
        { ...event, eventId: '3', state: 'unreadable', receivedAt: at(4) },
        { ...event, eventId: '4', state: 'recorded', receivedAt: at(owner === accountId ? 5 : 7) },
        { ...event, eventId: '5', state: 'recorded', receivedAt: at(6), source: 'reconciliation' },
      ],
    });
    const states = ['open', 'sending', 'uncertain', 'failed', 'done', 'skipped'];
    await prisma.effect.createMany({
      data: states.map((state) => ({ ...effect, accountId: owner, key: state, state })),
    });
  }
  const expiresAt = at(23);
  const pausedUntil = new Date(Date.now() + 300_000);
  await prisma.kommoToken.update({ where: { accountId }, data: { expiresAt } });
  await prisma.account.update({ where: { id: accountId }, data: { pausedUntil } });
  expect(await status()).toMatchObject({
    kommo: { tokenExpiresAt: expiresAt.toISOString(), pausedUntil: pausedUntil.toISOString() },
    fastspring: { lastWebhookAt: at(5).toISOString() },
    backlog: { events: 1, effects: 3, oldestAt: at(2).toISOString() },
    failed: { events: 2, effects: 1 },
  });
});

test('the backlog counts customers waiting for a lead search, and says since when the oldest waits', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const backlog = async () => (await call('GET', '/api/v1/status')).body.backlog;
  expect(await backlog()).toEqual({ events: 0, effects: 0, customers: 0, oldestAt: null });
  const [longAgo, later] = [new Date('2026-11-20T14:02:11.000Z'), new Date(Date.now() + 300_000)];
  const customers = [
    { identity: 'account:A-1', nextMatchAt: longAgo },
    { identity: 'account:A-2', nextMatchAt: later, matchState: 'unmatched' },
    { identity: 'account:A-3', nextMatchAt: null, matchState: 'linked' },
  ];
  await prisma.customer.createMany({ data: customers.map((customer) => ({ ...customer, accountId })) });
  expect(await backlog()).toEqual({ events: 0, effects: 0, customers: 1, oldestAt: longAgo.toISOString() });
});

test('unmatched customers are counted up to 10,000', async () => {
  const { call, database, accountId } = await startSettingsServer();
  const add = (first: number, last: number) =>
    database.query(
      `INSERT INTO customers (id, account_id, identity, match_state)
       SELECT gen_random_uuid(), $1, 'account:' || n, 'unmatched' FROM generate_series($2::int, $3::int) n`,
      [accountId, first, last],
    );
  const count = async () => (await call('GET', '/api/v1/status')).body.unmatchedCustomers;
  await add(1, 9_999);
  expect(await count()).toBe(9_999);
  await add(10_000, 10_050);
  expect(await count()).toBe(10_000);
});

test('a process that stood still says so', async () => {
  const { call } = await startSettingsServer();
  expect((await call('GET', '/api/v1/status')).body.standstill).toBeNull();
  const endedAt = Date.now() + 90_000;
  vi.useFakeTimers({ toFake: ['Date'], now: endedAt });
  onTestFinished(() => void vi.useRealTimers());
  // Any request to Kommo notices it, without waiting for the timer.
  await call('GET', '/api/v1/catalog');
  const { standstill } = (await call('GET', '/api/v1/status')).body;
  expect(standstill.endedAt).toBe(new Date(endedAt).toISOString());
  expect(standstill.seconds).toBeGreaterThan(80);
});

test('what is wrong is in the status, and that an alarm could not be mailed, until the next one could', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const status = async () => (await call('GET', '/api/v1/status')).body;
  expect(await status()).toMatchObject({ health: [], alarms: { canEmail: false, givenUpAt: null } });
  await prisma.account.update({ where: { id: accountId }, data: { state: 'needs_reauthorization' } });
  const at = new Date('2026-11-20T14:02:11.000Z');
  const alarm = await prisma.alarm.create({
    data: { accountId, code: 'token_refused', since: at, noticedAt: at, figures: {} },
  });
  const addMessage = (kind: string, state: string) =>
    prisma.alarmMessage.create({
      data: { accountId, alarmId: alarm.id, kind, channel: 'account_email', state, createdAt: at, nextAttempt: at },
    });
  await addMessage('begun', 'given_up');
  expect(await status()).toMatchObject({
    health: [{ code: 'token_refused', since: expect.any(String), figures: {} }],
    alarms: { givenUpAt: at.toISOString() },
  });
  await addMessage('ended', 'sent');
  expect((await status()).alarms.givenUpAt).toBeNull();
});
