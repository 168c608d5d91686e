import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { importsRoutes } from './imports-route.ts';

const day = 86_400_000;

/** Six buyers, two of them known to Kommo, and an administrator who imports their payments through the API. */
async function setScene() {
  const stack = await startImportStack({ customers: 6, known: 2 });
  const { accountId, database, kommo, now, sandbox } = stack;
  await kommo.memory.users(accountId);
  const user = { accountId, userId: sandbox.account().users[0]?.id ?? 0, isAdministrator: true, accountLanguage: 'en' };
  const woken: string[] = [];
  const wake = (id: string) => void woken.push(id);
  const app = createApi({ database, kommo, authenticate: async () => user, now, wake });
  await app.register(importsRoutes);
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
    const headers = { 'accept-language': 'en' };
    const answer = await app.inject({ method, url: `/api/v1/imports${path}`, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  const days = { begin: dayOf(now() - 120 * day), end: dayOf(now()) };
  const begin = async (): Promise<string> => (await ask('POST', '', days)).body.id;
  const actions = async () =>
    (await stack.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);
  return { ...stack, user, woken, ask, days, begin, actions, dayOf };
}

test('an import is begun, paused, resumed, planned, applied and undone, and each answer shows it', async () => {
  const { ask, days, goOn, accountId, woken, actions } = await setScene();
  const begun = await ask('POST', '', days);
  expect(begun).toMatchObject({
    status: 201,
    body: { ...days, state: 'reading', isPaused: false, kommo: null, plan: null, problem: null, canUndo: false },
  });
  expect(begun.body).toMatchObject({ createdBy: 'Maya Lindqvist', endedAt: null, progress: { done: 0, total: 121 } });
  const { id } = begun.body;
  expect(await ask('POST', `/${id}/pause`)).toMatchObject({ status: 200, body: { state: 'reading', isPaused: true } });
  expect(await ask('POST', `/${id}/resume`)).toMatchObject({ status: 200, body: { isPaused: false } });
  expect(woken).toEqual([accountId, accountId]);

  await goOn();
  const planned = await ask('GET', `/${id}`);
  expect(planned).toMatchObject({ status: 200, body: { id, state: 'planned', progress: null, canUndo: false } });
  expect(planned.body.plan).toMatchObject({
    orders: { found: 9, new: 9 },
    refunds: { found: 2, new: 2 },
    subscriptions: { found: 3, new: 3 },
    customers: 6,
    linked: 0,
    matched: [{ reason: 'email', customers: 2 }],
    unmatched: [{ why: expect.any(String), customers: 4 }],
    kommoCalls: 8,
    kommoSeconds: 2,
  });
  expect(planned.body.plan.examples).toHaveLength(2);
  expect((await ask('GET', '')).body.imports).toEqual([planned.body]);

  expect(await ask('POST', `/${id}/apply`, { kommo: 'fields' })).toMatchObject({
    status: 200,
    body: { state: 'applying', kommo: 'fields', progress: { done: 0, total: expect.any(Number) } },
  });
  await goOn();
  const done = await ask('GET', `/${id}`);
  expect(done.body).toMatchObject({ state: 'done', canUndo: true, endedAt: expect.any(String) });
  expect(await ask('POST', `/${id}/undo`)).toMatchObject({ status: 200, body: { state: 'undoing', canUndo: false } });
  await goOn();
  expect((await ask('GET', `/${id}`)).body).toMatchObject({ state: 'undone', canUndo: false, progress: null });
  expect(await actions()).toEqual([
    ...['import_begun', 'import_paused', 'import_resumed', 'import_applied', 'import_undone'],
  ]);
});

test('canceled before it is applied it is gone, and afterwards it is undone', async () => {
  const { ask, begin, goOn, actions, prisma } = await setScene();
  const first = await begin();
  await goOn();
  expect(await ask('DELETE', `/${first}`)).toMatchObject({ status: 200, body: { state: 'canceled' } });
  expect(await prisma.importItem.count()).toBe(0);

  const second = await begin();
  await goOn();
  await ask('POST', `/${second}/apply`, { kommo: 'nothing' });
  expect(await ask('DELETE', `/${second}`)).toMatchObject({ status: 200, body: { state: 'undoing' } });
  await goOn();
  const { imports } = (await ask('GET', '')).body;
  expect(imports).toMatchObject([
    { id: second, state: 'undone', kommo: 'nothing' },
    { id: first, state: 'canceled' },
  ]);
  expect((await actions()).filter((action) => action === 'import_canceled')).toHaveLength(2);
});

test('what cannot be done is refused with a word that the page knows, and changes nothing', async () => {
  const { ask, begin, days, dayOf, now, actions, user } = await setScene();
  const refused = (status: number, code?: string) => ({ status, body: code === undefined ? { status } : { code } });
  for (const wrong of [
    { ...days, end: dayOf(now() + 3 * day) },
    { begin: days.end, end: days.begin },
    { ...days, begin: '2004-12-31' },
    { begin: days.begin },
  ]) {
    expect(await ask('POST', '', wrong)).toMatchObject(refused(400, 'days_invalid'));
  }
  const id = await begin();
  expect(await ask('POST', '', days)).toMatchObject(refused(409, 'import_under_way'));
  expect(await ask('POST', `/${id}/apply`, { kommo: 'all' })).toMatchObject(refused(400));
  expect(await ask('POST', `/${id}/apply`, { kommo: 'fields' })).toMatchObject(refused(409, 'import_moved_on'));
  expect(await ask('POST', `/${id}/undo`)).toMatchObject(refused(409, 'import_moved_on'));
  expect(await ask('GET', '/1')).toMatchObject(refused(404));
  expect(await ask('POST', `/${user.accountId}/pause`)).toMatchObject(refused(404));
  user.isAdministrator = false;
  expect(await ask('DELETE', `/${id}`)).toMatchObject(refused(403));
  expect(await actions()).toEqual(['import_begun']);
});
