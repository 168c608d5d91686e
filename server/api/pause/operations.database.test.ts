import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { setOperationsScene } from '../../../testing/server/api/operations-scene.ts';
import { startKommo } from '../../../testing/server/kommo/kommo-stack.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import { anna, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { runAccount } from '../../../testing/server/sync/run-account.ts';
import { createSkipLists } from '../../delivery/effects/skip-list.ts';
import { createLeadFields } from '../../delivery/leads/create-lead-fields.ts';
import { registerChanges } from '../../kommo/webhook/register-changes.ts';
import { laterSteps } from '../../later-steps.ts';
import { findAccountsWithWork } from '../../sync/sweep.ts';
import type { AccountJobDependencies } from '../../sync/work.ts';

type Scene = Awaited<ReturnType<typeof setOperationsScene>>;

/** Another process on the same database, which knows nothing of what the first one had in hand. */
function startSecondProcess({ database, config, dependencies, accountId }: Scene) {
  const kommo = startKommo(database, { ...config, kommo: { ...config.kommo, rateLimit: 1_000 } });
  const second: AccountJobDependencies = { ...dependencies, kommo, skipLists: createSkipLists() };
  return {
    work: async () => {
      let more = true;
      while (more) ({ more } = await runAccount(second, accountId, AbortSignal.timeout(5_000)));
    },
    register: () =>
      registerChanges(
        {
          prisma: database.prisma,
          forAccount: (id) => kommo.forAccount(id, 'background'),
          publicUrl: 'http://127.0.0.1:9',
          log: { info: () => undefined },
        },
        never,
      ),
  };
}

/** Makes everything planned due, for the sweep too, which goes by the database's clock. */
async function makeAllDue({ prisma }: Scene): Promise<void> {
  await prisma.effect.updateMany({ data: { nextAttempt: new Date(0) } });
  await prisma.leadCreation.updateMany({ data: { lookAt: new Date(0) } });
}

/** Kommo's ids of the lead's notes, in the order of what happened. */
async function notesInOrder({ prisma, lead }: Scene): Promise<readonly number[]> {
  const notes = await prisma.effect.findMany({
    where: { leadId: lead.id, kind: 'note', state: 'done' },
    orderBy: { occurredAt: 'asc' },
  });
  return notes.map(({ kommoId }) => Number(kommoId));
}

test('payments that arrive during a pause are written once after it, in order, by any process', async () => {
  const scene = await setOperationsScene();
  const { sandbox, prisma, database, accountId, lead, writes, effectStates } = scene;
  await scene.store([orderCompleted('order-0', anna, scene.now())]);
  await scene.work();
  // The process died while it sent a note, which Kommo has, and a task, which it has not.
  const task = sandbox.tasksOf(lead.id)[0]?.id ?? 0;
  sandbox.account().tasks.delete(task);
  await prisma.effect.updateMany({
    where: { kind: { in: ['note', 'task'] } },
    data: { state: 'sending', kommoId: null, doneAt: null, sentAt: new Date(scene.now() - 60_000) },
  });
  expect((await scene.pause()).statusCode).toBe(200);
  sandbox.forgetRequests();

  for (const index of [1, 2, 3]) {
    await scene.store([orderCompleted(`order-${index}`, anna, scene.now() + index * 1_000)]);
    await scene.work();
  }
  const kim = buyer(2);
  await scene.store([orderCompleted('order-jo', buyer(1), scene.now()), orderCompleted('order-kim', kim, scene.now())]);
  const second = startSecondProcess(scene);
  await second.work();
  await second.register();
  expect(writes()).toEqual([]);
  expect(await prisma.event.count({ where: { state: 'recorded' } })).toBe(6);
  // Of the first payment its move and its note are there; the three others have a move, a note and a task each.
  expect(await effectStates()).toEqual({ done: 2, open: 1 + 3 * 3 });
  expect(await prisma.leadCreation.findMany()).toMatchObject([{ state: 'wanted' }, { state: 'wanted' }]);
  // Meanwhile a person has made a lead for one of the two strangers.
  sandbox.addLead({ contactIds: [sandbox.addContact({ name: 'Kim', emails: [kim.email] }).id] });
  await makeAllDue(scene);
  expect(await findAccountsWithWork(database, laterSteps)).toEqual([]);

  expect((await scene.resume()).statusCode).toBe(204);
  expect(await findAccountsWithWork(database, laterSteps)).toEqual([accountId]);
  await second.work();
  await second.register();
  const check = async () => {
    expect(sandbox.notesOf(lead.id)).toHaveLength(4);
    expect(sandbox.notesOf(lead.id).map(({ id }) => id)).toEqual(await notesInOrder(scene));
    expect(sandbox.tasksOf(lead.id)).toHaveLength(4);
    expect(sandbox.lead(lead.id).status_id).toBe(scene.subscribed);
    const others = [...sandbox.account().leads.values()].filter(({ id }) => id !== lead.id);
    expect(others.map(({ id }) => sandbox.notesOf(id).length)).toEqual([1, 1]);
    expect(await effectStates()).not.toHaveProperty('open');
    expect(sandbox.account().webhooks.size).toBe(1);
  };
  await check();
  await scene.pause();
  await scene.resume();
  await makeAllDue(scene);
  scene.passTime(60_000);
  await scene.work();
  await check();
});

test('a pause that begins in the middle of a run lets nothing out any more, and counts as no failure', async () => {
  const scene = await setOperationsScene();
  const { sandbox, prisma, dependencies, accountId, lead } = scene;
  const kommo: AccountJobDependencies['kommo'] = {
    ...scene.kommo,
    forAccount: (id, priority) => {
      const api = scene.kommo.forAccount(id, priority);
      return {
        ...api,
        createLeadNotes: async (notes) => {
          await scene.pause();
          return api.createLeadNotes(notes);
        },
      };
    },
  };
  await scene.store([orderCompleted('order-1', anna, scene.now())]);
  await runAccount({ ...dependencies, kommo }, accountId, AbortSignal.timeout(5_000));
  expect(sandbox.lead(lead.id).status_id).toBe(scene.subscribed);
  expect(await prisma.effect.findMany({ where: { kind: { not: 'move' } } })).toMatchObject([
    { state: 'open', attempts: 0, sentAt: null },
    { state: 'open', attempts: 0, sentAt: null },
  ]);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({
    consecutiveFailures: 0,
    retryAt: null,
    stateReason: null,
  });
  await scene.work();
  expect([sandbox.notesOf(lead.id), sandbox.tasksOf(lead.id)]).toEqual([[], []]);

  await scene.resume();
  await scene.work();
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(sandbox.tasksOf(lead.id)).toHaveLength(1);
});

test('while writing is paused a person reads who paused it, when, why and where to resume it', async () => {
  const { ask, pause, resume, writes, prisma, sandbox, accountId, userId } = await setOperationsScene();
  const pauseShown = async () => (await ask('GET /api/v1/status')).json().pause;
  const createFields = () => ask('POST /api/v1/lead-fields', { fields: [{ use: 'status', name: 'Payment status' }] });
  for (const wrong of [{}, { reason: ' \u202e' }, { reason: 'x'.repeat(501) }, { reason: 'Because', more: 1 }]) {
    const refused = await ask('PUT /api/v1/pause', wrong);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'pause_reason_invalid']);
  }
  expect(await pauseShown()).toBeNull();

  const other = await prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  const paused = (await pause(' The pipeline is being rebuilt ')).json();
  const reason = 'The pipeline is being rebuilt';
  expect(paused).toEqual({ since: expect.any(String), reason, by: 'Maya Lindqvist' });
  expect(await pauseShown()).toEqual(paused);
  expect(await prisma.account.findUnique({ where: { id: other.id } })).toMatchObject({ writingPausedAt: null });
  const email = { email: 'jo@nowhere.example', emailFolded: 'jo@nowhere.example' };
  const { id } = await prisma.customer.create({ data: { accountId, identity: 'account:J', ...email } });
  sandbox.forgetRequests();
  for (const refused of [await createFields(), await ask(`POST /api/v1/customers/${id}/lead`)]) {
    expect(refused.json()).toMatchObject({ status: 409, code: 'writing_paused', pause: paused });
    expect(refused.json().detail).toMatch(/^Maya Lindqvist paused writing .*20\d\d.*rebuilt.*under Operations\.$/);
  }
  expect(writes()).toEqual([]);
  expect(await prisma.leadCreation.count()).toBe(0);

  expect((await pause('Still at it')).json()).toEqual({ ...paused, reason: 'Still at it' });
  expect((await Promise.all([resume(), resume()])).map(({ statusCode }) => statusCode)).toEqual([204, 204]);
  expect(await pauseShown()).toBeNull();
  expect((await createFields()).statusCode).toBe(200);
  const kept = await prisma.auditEntry.findMany({ where: { userId }, orderBy: { id: 'asc' } });
  expect(kept.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['writing_paused', null, { reason }],
    ['writing_paused', { reason }, { reason: 'Still at it' }],
    ['writing_resumed', { reason: 'Still at it', since: paused.since }, null],
    ['lead_fields_created', null, expect.anything()],
  ]);
});

test('a resync mends what was changed by hand, writes what Kommo refused, and nothing twice', async () => {
  const scene = await setOperationsScene();
  const { ask, sandbox, prisma, kommo, accountId, lead } = scene;
  const [field] = await createLeadFields(kommo.forAccount(accountId, 'interactive'), [
    { use: 'status', name: 'Paid?' },
  ]);
  const fieldId = field?.fieldId ?? 0;
  await scene.saveSettings({ fields: { status: fieldId } });
  await scene.store([orderCompleted('order-1', anna, scene.now())]);
  await scene.work();
  const body = { title: 'Bad Request', status: 400, detail: 'Not today' };
  sandbox.faults.add({ kind: 'status', status: 400, body, match: { method: 'POST', path: /notes/ } });
  await scene.store([orderCompleted('order-2', anna, scene.now())]);
  await scene.work();
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  scene.passTime(3_600_000);
  sandbox.updateLeadByHand(lead.id, {
    custom_fields_values: [{ field_id: fieldId, values: [{ value: 'Very important' }] }],
  });
  sandbox.forgetRequests();

  const customer = await prisma.customer.findFirstOrThrow();
  const resync = async (id = customer.id) => {
    const answer = await ask(`POST /api/v1/customers/${id}/resync`);
    return { status: answer.statusCode, body: answer.json() };
  };
  const statusShown = (leadId: number) =>
    sandbox.lead(leadId).fields.find(({ field_id }) => field_id === fieldId)?.values[0]?.value;
  const motion = { customerId: customer.id, leads: 1, events: 0 };
  expect(await resync()).toEqual({ status: 202, body: { ...motion, effects: 1 } });
  expect(await resync()).toEqual({ status: 202, body: { ...motion, effects: 0 } });
  scene.passTime(10_000);
  await scene.work();
  expect(statusShown(lead.id)).toBe('Paid');
  expect(sandbox.notesOf(lead.id)).toHaveLength(2);
  expect(await scene.effectStates()).toEqual({ done: 3 });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);

  const merged = sandbox.addLead({ name: 'Merged' });
  sandbox.mergeLeadsByHand(merged.id, lead.id);
  scene.passTime(60_000);
  await resync();
  await scene.work();
  const links = await prisma.customerLead.findMany({ where: { removedAt: null } });
  expect(links).toMatchObject([{ leadId: BigInt(merged.id) }]);
  expect(statusShown(merged.id)).toBe('Paid');
  expect([...sandbox.account().notes.values()]).toHaveLength(2);

  const [first] = await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
  const after = { leads: 1, events: 0, effects: 1 };
  expect(first).toMatchObject({ action: 'customer_resynced', subject: customer.id, after });
  const stranger = await prisma.customer.create({
    data: { accountId: await addOtherAccount(prisma), identity: 'account:X' },
  });
  for (const id of [stranger.id, 'anna']) expect((await resync(id)).status).toBe(404);
});
