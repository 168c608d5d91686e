import { expect, test } from 'vitest';
import { setPeopleScene as setScene } from '../../../testing/server/api/people-scene.ts';

/** What the administrator, a seller who sees the lead, one who does not, and one named for the buyers are answered. */
const table: Readonly<
  Record<string, readonly [body: object | undefined, ...statuses: [number, number, number, number]]>
> = {
  // First, while the customer still waits.
  'PUT /api/v1/customers/:customerId/not-relevant': [undefined, 204, 403, 403, 403],
  'DELETE /api/v1/customers/:customerId/not-relevant': [undefined, 204, 403, 403, 403],
  'GET /api/v1/customers/:customerId/lead': [undefined, 404, 403, 403, 403],
  'GET /api/v1/leads': [undefined, 200, 403, 403, 200],
  'GET /api/v1/leads/:leadId/payments': [undefined, 200, 200, 403, 403],
  'POST /api/v1/leads/:leadId/payments': [{ contacts: [] }, 200, 200, 403, 403],
  'GET /api/v1/leads/:leadId/payments/:list': [undefined, 200, 200, 403, 403],
  'POST /api/v1/leads/:leadId/payments/:list': [{ contacts: [] }, 200, 200, 403, 403],
  'GET /api/v1/contacts/:contactId/payments': [undefined, 200, 200, 200, 403],
  'GET /api/v1/contacts/:contactId/payments/:list': [undefined, 200, 200, 200, 403],
  'GET /api/v1/companies/:companyId/payments': [undefined, 200, 200, 200, 403],
  'GET /api/v1/companies/:companyId/payments/:list': [undefined, 200, 200, 200, 403],
  'POST /api/v1/leads/payments-summary': [{ leadIds: [1] }, 200, 200, 200, 200],
  'POST /api/v1/leads/payment-links': [{}, 400, 400, 400, 400],
  'GET /api/v1/leads/:leadId/payment-links/offer': [undefined, 409, 409, 403, 403],
  'POST /api/v1/leads/:leadId/payment-links': [{}, 400, 400, 403, 403],
  'GET /api/v1/leads/:leadId/customers': [undefined, 200, 403, 403, 403],
  'PUT /api/v1/leads/:leadId/customers/:customerId': [undefined, 204, 204, 403, 403],
  'DELETE /api/v1/leads/:leadId/customers/:customerId': [undefined, 204, 404, 403, 403],
  'GET /api/v1/customers': [undefined, 200, 403, 403, 200],
  'GET /api/v1/customers/unmatched': [undefined, 200, 403, 403, 200],
  'POST /api/v1/customers/:customerId/resync': [undefined, 202, 403, 403, 403],
  'POST /api/v1/customers/:customerId/erase': [undefined, 202, 403, 403, 403],
  'POST /api/v1/customers/:customerId/lead': [undefined, 404, 403, 403, 403],
  'GET /api/v1/events': [undefined, 200, 403, 403, 200],
  'POST /api/v1/events/:id/replay': [undefined, 404, 403, 403, 403],
  'POST /api/v1/events/replay-failed': [undefined, 202, 403, 403, 403],
  'POST /api/v1/effects/:id/retry': [undefined, 404, 403, 403, 403],
  'GET /api/v1/imports': [undefined, 200, 403, 403, 403],
  'POST /api/v1/imports': [{}, 400, 403, 403, 403],
  'GET /api/v1/imports/:id': [undefined, 404, 403, 403, 403],
  'DELETE /api/v1/imports/:id': [undefined, 404, 403, 403, 403],
  'POST /api/v1/imports/:id/apply': [{ kommo: 'nothing' }, 404, 403, 403, 403],
  'POST /api/v1/imports/:id/pause': [undefined, 404, 403, 403, 403],
  'POST /api/v1/imports/:id/resume': [undefined, 404, 403, 403, 403],
  'POST /api/v1/imports/:id/undo': [undefined, 404, 403, 403, 403],
  'GET /api/v1/reconciliation/differences': [undefined, 200, 403, 403, 403],
  'POST /api/v1/reconciliation': [undefined, 202, 403, 403, 403],
  'GET /api/v1/status': [undefined, 200, 200, 200, 200],
  'GET /api/v1/catalog': [undefined, 200, 200, 200, 200],
  'GET /api/v1/catalog/products': [undefined, 200, 403, 403, 403],
  'GET /api/v1/settings': [undefined, 200, 200, 200, 200],
  'PUT /api/v1/settings': [{}, 200, 403, 403, 403],
  'POST /api/v1/settings/simulate': [{}, 200, 403, 403, 403],
  'POST /api/v1/settings/webhook-address': [undefined, 200, 403, 403, 403],
  'POST /api/v1/settings/webhook-secret/rotate': [undefined, 409, 403, 403, 403],
  'GET /api/v1/diagnostics': [undefined, 200, 403, 403, 403],
  'POST /api/v1/export': [undefined, 200, 403, 403, 403],
  'POST /api/v1/lead-fields': [{}, 400, 403, 403, 403],
  'GET /api/v1/audit': [undefined, 200, 403, 403, 403],
  'POST /api/v1/fastspring/check': [undefined, 200, 403, 403, 403],
  'PUT /api/v1/pause': [{ reason: 'Cleaning up' }, 200, 403, 403, 403],
  'DELETE /api/v1/pause': [undefined, 204, 403, 403, 403],
};

const searched = (route: string) =>
  /^GET .*\/(customers|leads)$/.test(route) ? `${route}?search=acme` : route.replace(':list', 'orders?cursor=1_a');

test('every route answers by the rights of who asks, and has its row in this table', async () => {
  const { ask, routes, ids } = await setScene();
  expect(Object.keys(table).sort()).toEqual(routes.toSorted());
  const people = [ids.administrator, ids.seller, 71, 72];
  for (const [route, [body, ...expected]] of Object.entries(table)) {
    const statuses: number[] = [];
    for (const id of people) statuses.push((await ask(id, searched(route), body)).statusCode);
    expect([route, ...statuses]).toEqual([route, ...expected]);
    for (const id of [999, ids.inactive]) {
      const answer = await ask(id, searched(route), body);
      expect([route, id, answer.statusCode, answer.json().code]).toEqual([route, id, 403, 'unknown_user']);
    }
  }
});

test('a lead that its reader may not see is refused in words, and asking again asks Kommo nothing', async () => {
  const { ask, lead, sandbox, prisma } = await setScene();
  const read = () => ask(71, 'GET /api/v1/leads/:leadId/payments');
  const refused = await read();
  expect(refused.headers['content-type']).toContain('application/problem+json');
  expect(refused.json()).toMatchObject({
    code: 'lead_hidden',
    detail: expect.stringContaining('Ask an administrator'),
  });
  const calls = sandbox.callCount();
  for (const _ of [1, 2, 3]) await read();
  expect(sandbox.callCount()).toBe(calls);

  // Assigned to its reader, the lead opens half a minute later.
  sandbox.updateLeadByHand(lead.id, { responsible_user_id: 71 });
  expect((await read()).statusCode).toBe(403);
  expect(sandbox.callCount()).toBe(calls);
  await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - interval '31 seconds' WHERE name LIKE 'lead_place:%'`;
  expect((await read()).statusCode).toBe(200);
  expect(sandbox.callCount()).toBe(calls + 1);
});

test('who sees only his own leads sees and changes the payments of his own', async () => {
  const { ask, lead, sandbox } = await setScene();
  sandbox.updateLeadByHand(lead.id, { responsible_user_id: 71 });
  const answer = await ask(71, 'GET /api/v1/leads/:leadId/payments');
  expect(answer.json().rights).toEqual({ configure: false, link: true, search: false });
  expect((await ask(71, 'PUT /api/v1/leads/:leadId/customers/:customerId')).statusCode).toBe(204);
  expect((await ask(72, 'GET /api/v1/leads/:leadId/payments')).json()).toMatchObject({ code: 'lead_hidden' });
});

test('the panel offers what its reader may do', async () => {
  const { ask, other, lead, ids } = await setScene();
  const rightsOf = async (id: number | undefined) =>
    (await ask(id, 'GET /api/v1/leads/:leadId/payments')).json().rights;
  expect(await rightsOf(ids.administrator)).toEqual({ configure: true, link: true, search: true });
  expect(await rightsOf(ids.seller)).toEqual({ configure: false, link: true, search: false });
  expect(await rightsOf(73)).toEqual({ configure: false, link: false, search: false });
  const link = 'PUT /api/v1/leads/:leadId/customers/:customerId';
  expect((await ask(73, link)).json()).toMatchObject({ status: 403, code: 'lead_read_only' });
  const linkAnyone = `PUT /api/v1/leads/${lead.id}/customers/${other.id}`;
  expect((await ask(ids.seller, linkAnyone)).json()).toMatchObject({ status: 403, code: 'buyers_hidden' });
  expect((await ask(ids.administrator, linkAnyone)).statusCode).toBe(204);
});

test('while Kommo cannot confirm who may see a lead, users who need that confirmation are refused', async () => {
  const { ask, sandbox, ids } = await setScene();
  await ask(ids.seller, 'GET /api/v1/status');
  sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  const refused = await ask(71, 'GET /api/v1/leads/:leadId/payments');
  expect(refused.json()).toMatchObject({ status: 503, code: 'kommo_unreachable' });
  expect((await ask(ids.seller, 'GET /api/v1/leads/:leadId/payments')).statusCode).toBe(200);
});
