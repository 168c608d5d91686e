import { expect, test } from 'vitest';
import { setPeopleScene } from '../testing/people-scene.ts';

const reason = 'The pipeline is being rebuilt';

test('while writing is paused a person reads who paused it, when, why and where to resume it', async () => {
  const { ask, ids, prisma, sandbox, suggested, accountId } = await setPeopleScene();
  const asAdministrator = (route: string, payload?: object) => ask(ids.administrator, route, payload);
  const pauseSeenBy = async (user: number | undefined) => (await ask(user, 'GET /api/v1/status')).json().pause;
  const createFields = () =>
    asAdministrator('POST /api/v1/lead-fields', { fields: [{ use: 'status', name: 'Payment status' }] });
  for (const wrong of [{}, { reason: ' \u202e' }, { reason: 'x'.repeat(501) }, { reason, more: 1 }]) {
    const refused = await asAdministrator('PUT /api/v1/pause', wrong);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'pause_reason_invalid']);
  }
  expect(await pauseSeenBy(ids.seller)).toBeNull();

  const pause = (await asAdministrator('PUT /api/v1/pause', { reason: ` ${reason} ` })).json();
  expect(pause).toEqual({ since: expect.any(String), reason, by: 'Maya Lindqvist' });
  expect(await pauseSeenBy(ids.seller)).toEqual(pause);
  await prisma.customer.update({ where: { id: suggested.id }, data: { emailFolded: 'anna@acme.example' } });
  sandbox.forgetRequests();
  for (const refused of [await createFields(), await asAdministrator(`POST /api/v1/customers/${suggested.id}/lead`)]) {
    expect(refused.json()).toMatchObject({ status: 409, code: 'writing_paused', pause });
    expect(refused.json().detail).toMatch(/^Maya Lindqvist paused writing .*20\d\d.*rebuilt.*under Operations\.$/);
  }
  expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(await prisma.leadCreation.count()).toBe(0);

  const again = (await asAdministrator('PUT /api/v1/pause', { reason: 'Still at it' })).json();
  expect(again).toEqual({ ...pause, reason: 'Still at it' });
  for (const _ of [1, 2]) expect((await asAdministrator('DELETE /api/v1/pause')).statusCode).toBe(204);
  expect(await pauseSeenBy(ids.administrator)).toBeNull();
  expect((await createFields()).statusCode).toBe(200);

  const kept = await prisma.auditEntry.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
  expect(kept.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['writing_paused', null, { reason }],
    ['writing_paused', { reason }, { reason: 'Still at it' }],
    ['writing_resumed', { reason: 'Still at it', since: pause.since }, null],
    ['lead_fields_created', null, expect.anything()],
  ]);
});
