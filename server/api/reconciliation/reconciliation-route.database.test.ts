import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

test('the status says whether FastSpring and the panel agree, and lists the differences one by one', async () => {
  const { call, prisma, sandbox, accountId } = await startSettingsServer();
  expect((await call('GET', '/api/v1/status')).body.reconciliation).toEqual({
    hasCredentials: false,
    catchUp: null,
    runningSince: null,
    nextAt: null,
    kommoChanges: 'nightly',
    comparison: null,
  });
  const book = { orders: 2, totals: { USD: '10', EUR: '98120.5' }, activeSubscriptions: 1 };
  const difference = {
    what: 'order',
    name: 'ACM-1',
    cause: 'not_delivered',
    fastspring: '10.00 USD',
    panel: null,
    healed: true,
  };
  const comparison = {
    startedAt: '2026-11-26T01:00:00.000Z',
    checkedAt: '2026-11-26T01:14:00.000Z',
    periods: [{ begin: '2026-11-01', end: '2026-11-27' }],
    fastspring: book,
    panel: book,
    problem: null,
    ledgerChecked: true,
    kommoChecked: true,
    agrees: true,
    differences: [{ ...difference, id: 'order-1' }],
    differenceCount: 1,
    healedCount: 1,
  };
  const at = new Date('2026-11-27T01:00:00.000Z');
  await prisma.reconciliation.create({
    data: { accountId, newsSince: at, catchUpAt: at, comparisonAt: at, comparison },
  });
  const totals = [
    { currency: 'EUR', amount: '98120.50' },
    { currency: 'USD', amount: '10.00' },
  ];
  expect((await call('GET', '/api/v1/status')).body.reconciliation).toMatchObject({
    nextAt: at.toISOString(),
    comparison: {
      agrees: true,
      since: '2026-11-01T00:00:00.000Z',
      fastspring: { orders: 2, totals, activeSubscriptions: 1 },
      differences: 1,
      healed: 1,
    },
  });
  const seen = async () => (await call('GET', '/api/v1/status', { as: 'seller' })).body.reconciliation.comparison;
  expect(await seen()).toBeNull();
  const buyers = sandbox.account().users.map(({ id }) => id);
  await prisma.account.update({ where: { id: accountId }, data: { settings: { access: { buyers } } } });
  expect(await seen()).toMatchObject({ agrees: true, fastspring: { totals } });
  expect((await call('GET', '/api/v1/reconciliation/differences')).body).toEqual({
    checkedAt: comparison.checkedAt,
    differences: [difference],
  });
});

test('credentials that no key opens count as not saved', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  const hasCredentials = async () => (await call('POST', '/api/v1/reconciliation')).body.hasCredentials;
  const data = { apiUsername: testSealer.seal(sealedColumns.apiUsername, accountId, 'user') };
  await prisma.account.update({ where: { id: accountId }, data });
  expect(await hasCredentials()).toBe(true);
  await prisma.account.update({ where: { id: accountId }, data: { apiUsername: 'of another key' } });
  expect(await hasCredentials()).toBe(false);
});

test('an administrator may ask for it at once, a salesperson may not', async () => {
  const { call, prisma } = await startSettingsServer();
  expect((await call('POST', '/api/v1/reconciliation', { as: 'seller' })).status).toBe(403);
  const before = Date.now();
  expect((await call('POST', '/api/v1/reconciliation')).status).toBe(202);
  const { catchUpAt, comparisonAt } = await prisma.reconciliation.findFirstOrThrow();
  expect([catchUpAt, comparisonAt].every((at) => at.getTime() >= before && at.getTime() <= Date.now())).toBe(true);
});
