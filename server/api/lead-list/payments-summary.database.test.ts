import { expect, test } from 'vitest';
import { bigLeadId, recordBigCustomer } from '../../../testing/server/api/big-customer.ts';
import { setPeopleScene } from '../../../testing/server/api/people-scene.ts';

const route = 'POST /api/v1/leads/payments-summary';

test('says of each lead who has paid what, and nothing of those that the reader may not see', async () => {
  const { ask, sandbox, database, prisma, accountId, lead, ids } = await setPeopleScene();
  await recordBigCustomer(database, accountId, { orders: 3, subscriptions: 1 });
  await prisma.customerLead.updateMany({ where: { leadId: bigLeadId }, data: { leadId: lead.id } });
  // A buyer with two FastSpring accounts is two customers.
  const { id: customerId } = await prisma.customer.create({ data: { accountId, identity: 'second' } });
  await prisma.customerLead.create({ data: { accountId, customerId, leadId: lead.id, reason: 'email' } });
  await prisma.customer.updateMany({ data: { name: 'Anna Schmidt' } });
  const own = sandbox.addLead({ name: 'Own' }, { userId: 71 });
  const leadIds = [own.id, lead.id, own.id];
  const paid = (await prisma.order.findMany({ where: { live: true } })).reduce(
    (sum, { total }) => sum + Number(total),
    0,
  );
  const nothing = { leadId: own.id, hidden: false, name: 'Own', status: 'none', paid: [], customers: [] };
  const { leads } = (await ask(ids.administrator, route, { leadIds })).json();
  expect(leads).toEqual([
    nothing,
    {
      ...{ leadId: lead.id, hidden: false, name: 'Acme', status: 'paid' },
      paid: [{ currency: 'EUR', paid: paid.toFixed(2) }],
      customers: ['Anna Schmidt'],
    },
  ]);
  sandbox.forgetRequests();
  expect((await ask(71, route, { leadIds })).json()).toEqual({ leads: [nothing, { leadId: lead.id, hidden: true }] });
  expect(sandbox.callCount()).toBeLessThanOrEqual(3);
  // Without Kommo's names the payments are there all the same.
  const failing = sandbox.faults.add({ kind: 'status', status: 403, match: { path: /leads/ }, times: Infinity });
  const unnamed = (await ask(ids.administrator, route, { leadIds: [lead.id] })).json();
  expect(unnamed.leads).toMatchObject([{ name: null, customers: ['Anna Schmidt'] }]);
  failing.remove();
  for (const bad of [[], [0], ['1'], Array.from({ length: 501 }, (_, index) => index + 1)]) {
    expect((await ask(71, route, { leadIds: bad })).statusCode).toBe(400);
  }
});
