import { expect, test } from 'vitest';
import { startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { openLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { applyImport } from './import-requests.ts';
import { makePlan, planSchema } from './plan.ts';
import { readPage } from './read-page.ts';
import { storePage } from './store-page.ts';

test('a plan shows what was found and on which leads it would land, and changes nothing', async () => {
  const stack = await startImportStack({ customers: 30, known: 20 });
  const before = await stack.ledger();
  await stack.begin();
  const row = await stack.goOn();
  expect(row.state).toBe('planned');
  expect(planSchema.parse(row.plan)).toMatchObject({
    orders: { found: 45, new: 45 },
    refunds: { found: 6, new: 6 },
    subscriptions: { found: 15, new: 15 },
    totals: [{ currency: 'EUR', total: '5355' }],
    customers: 30,
    linked: 0,
    matched: [{ reason: 'email', customers: 20 }],
    unmatched: [{ why: { code: 'nobody' }, customers: 10 }],
  });
  expect(await stack.ledger()).toEqual(before);
  expect(await stack.prisma.event.count()).toBe(0);
  expect(await stack.prisma.customerLead.count()).toBe(0);
});

test('a plan names the leads that applying it links', async () => {
  const { database, prisma, now, ...stack } = await startImportStack({ customers: 5, known: 3 });
  await stack.begin();
  const planned = await stack.goOn();
  const plan = planSchema.parse(planned.plan);
  await applyImport(database, planned, 'nothing', now());
  await stack.goOn();
  await stack.workThroughFailures();
  const links = await prisma.customerLead.findMany({ include: { customer: true } });
  const ofPlan = plan.examples.map(({ name, leadId, reason, details }) => ({ name, leadId, reason, details }));
  expect(ofPlan.toSorted((one, other) => one.leadId - other.leadId)).toEqual(
    links
      .map(({ customer, leadId, reason, details }) => ({
        name: customer.name,
        leadId: Number(leadId),
        reason,
        details,
      }))
      .toSorted((one, other) => one.leadId - other.leadId),
  );
  expect(links).toHaveLength(3);
  const unmatched = await prisma.customer.findMany({ where: { matchState: 'unmatched' } });
  expect(unmatched.map(({ match }) => match)).toMatchObject(Array(2).fill({ why: { code: 'nobody' } }));
  expect(plan.unmatched).toMatchObject([{ why: { code: 'nobody' }, customers: 2 }]);
});

test('a plan counts what cannot be read, each once', async () => {
  const { prisma, accountId } = await openLedger();
  const days = { beginDay: '2026-10-01', endDay: '2026-10-31' };
  const row = await prisma.import.create({ data: { accountId, ...days, cursor: { from: days.beginDay, page: 1 } } });
  const object = (id: string, more: object) => ({ id, json: JSON.stringify({ id, currency: 'EUR', ...more }) });
  const items = [object('O-1', { total: 5, returns: [{ return: 'R-1' }] }), object('O-2', {})];
  const page = await readPage(
    {
      listOrders: async () => ({ items, nextPage: null, total: 2 }),
      getSubscriptions: async () => [],
      getReturns: async () => [object('R-1', { original: { id: 'O-1' } })],
    },
    row,
  );
  for (const _time of [1, 2]) await storePage(prisma, row, page, 1);
  expect(await makePlan(prisma, row)).toMatchObject({ unreadable: 2, orders: { found: 1 }, refunds: { found: 0 } });
});
