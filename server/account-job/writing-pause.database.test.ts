import { expect, onTestFinished, test } from 'vitest';
import { pauseRoutes } from '../api/pause/pause-route.ts';
import { createSkipLists } from '../delivery/skip-list.ts';
import { createServer } from '../http/create-server.ts';
import { findAccountsWithWork } from '../jobs/sweep.ts';
import { registerChanges } from '../kommo/register-changes.ts';
import { startKommo } from '../kommo/testing/kommo-stack.ts';
import { startCreating } from './testing/creating-stack.ts';
import { anna, buyer, orderCompleted } from './testing/fastspring-events.ts';
import { type AccountJobDependencies, workOnAccount } from './work.ts';

/** Anna with one lead, rules that move it and make a task, leads for strangers, and an administrator who pauses. */
async function startPausable() {
  const stack = await startCreating();
  const { sandbox, prisma, database, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const [sales] = sandbox.account().pipelines;
  const subscribed = sales?.statuses.find(({ name }) => name === 'Subscribed')?.id ?? 0;
  const task = { typeId: 1, text: 'Welcome them', dueInHours: 24 };
  await stack.saveSettings({
    matching: { createWhenUnmatched: 'lead' },
    rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId: subscribed }, task }],
  });
  stack.passTime(60_000);
  const app = createServer();
  onTestFinished(() => app.close());
  await app.register(pauseRoutes, {
    database,
    authenticate: async () => ({ accountId, userId: 7, isAdministrator: true }),
    wake: () => undefined,
    now: stack.now,
  });
  const writesTo = () =>
    sandbox.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/api/v4')).map(({ path }) => path);
  return {
    ...stack,
    lead,
    subscribed,
    writesTo,
    pause: () => app.inject({ method: 'PUT', url: '/api/v1/pause', payload: { reason: 'Pipeline is being rebuilt' } }),
    resume: () => app.inject({ method: 'DELETE', url: '/api/v1/pause' }),
    /** whatever was planned is due, for the sweep too, which goes by the database's clock */
    makeAllDue: async () => {
      await prisma.effect.updateMany({ data: { nextAttempt: new Date(0) } });
      await prisma.leadCreation.updateMany({ data: { lookAt: new Date(0) } });
    },
    /** Kommo's ids of the lead's notes, in the order of what happened */
    notesInOrder: async () => {
      const notes = await prisma.effect.findMany({
        where: { leadId: lead.id, kind: 'note', state: 'done' },
        orderBy: { occurredAt: 'asc' },
      });
      return notes.map(({ kommoId }) => Number(kommoId));
    },
  };
}

type Pausable = Awaited<ReturnType<typeof startPausable>>;

/** Another process on the same database, which knows nothing of what the first one had in hand. */
function startSecondProcess(stack: Pausable) {
  const { prisma, config, dependencies, accountId } = stack;
  const kommo = startKommo(prisma, { ...config, kommo: { ...config.kommo, rateLimit: 1_000 } });
  const second: AccountJobDependencies = { ...dependencies, kommo, skipLists: createSkipLists() };
  return {
    work: async () => {
      let more = true;
      while (more) ({ more } = await workOnAccount(second, accountId, AbortSignal.timeout(5_000)));
    },
    register: () =>
      registerChanges({
        prisma,
        forAccount: (id) => kommo.forAccount(id, 'background'),
        publicUrl: 'http://127.0.0.1:9',
        log: { info: () => undefined },
      }),
  };
}

test('payments that arrive during a pause are written once after it, in order, whatever process works', async () => {
  const stack = await startPausable();
  const { sandbox, prisma, database, accountId, lead, writesTo, effectStates } = stack;
  await stack.store([orderCompleted('order-0', anna, stack.now())]);
  await stack.work();
  // The process died while it sent a note, which Kommo has, and a task, which it has not.
  const task = sandbox.tasksOf(lead.id)[0]?.id ?? 0;
  sandbox.account().tasks.delete(task);
  await prisma.effect.updateMany({
    where: { kind: { in: ['note', 'task'] } },
    data: { state: 'sending', kommoId: null, doneAt: null, sentAt: new Date(stack.now() - 60_000) },
  });
  expect((await stack.pause()).statusCode).toBe(200);
  sandbox.forgetRequests();

  for (const index of [1, 2, 3]) {
    await stack.store([orderCompleted(`order-${index}`, anna, stack.now() + index * 1_000)]);
    await stack.work();
  }
  const kim = buyer(2);
  await stack.store([orderCompleted('order-jo', buyer(1), stack.now()), orderCompleted('order-kim', kim, stack.now())]);
  const second = startSecondProcess(stack);
  await second.work();
  await second.register();
  expect(writesTo()).toEqual([]);
  expect(await prisma.event.count({ where: { state: 'recorded' } })).toBe(6);
  // Of the first payment its move and its note are there; the three others have a move, a note and a task each.
  expect(await effectStates()).toEqual({ done: 2, open: 1 + 3 * 3 });
  expect(await prisma.leadCreation.findMany()).toMatchObject([{ state: 'wanted' }, { state: 'wanted' }]);
  // Meanwhile somebody has made a lead for one of the two strangers.
  sandbox.addLead({ contactIds: [sandbox.addContact({ name: 'Kim', emails: [kim.email] }).id] });
  await stack.makeAllDue();
  expect(await findAccountsWithWork(database)).toEqual([]);

  expect((await stack.resume()).statusCode).toBe(204);
  expect(await findAccountsWithWork(database)).toEqual([accountId]);
  await second.work();
  await second.register();
  const check = async () => {
    expect(sandbox.notesOf(lead.id)).toHaveLength(4);
    expect(sandbox.notesOf(lead.id).map(({ id }) => id)).toEqual(await stack.notesInOrder());
    expect(sandbox.tasksOf(lead.id)).toHaveLength(4);
    expect(sandbox.lead(lead.id).status_id).toBe(stack.subscribed);
    const others = [...sandbox.account().leads.values()].filter(({ id }) => id !== lead.id);
    expect(others.map(({ id }) => sandbox.notesOf(id).length)).toEqual([1, 1]);
    expect(await effectStates()).not.toHaveProperty('open');
    expect(sandbox.account().webhooks.size).toBe(1);
  };
  await check();
  await stack.pause();
  await stack.resume();
  await stack.makeAllDue();
  stack.passTime(60_000);
  await stack.work();
  await check();
});

test('a pause that begins in the middle of a run lets nothing out any more, and counts as no failure', async () => {
  const stack = await startPausable();
  const { sandbox, prisma, dependencies, accountId, lead } = stack;
  const kommo: AccountJobDependencies['kommo'] = {
    ...stack.kommo,
    forAccount: (id, priority) => {
      const api = stack.kommo.forAccount(id, priority);
      return {
        ...api,
        createLeadNotes: async (notes) => {
          await stack.pause();
          return api.createLeadNotes(notes);
        },
      };
    },
  };
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await workOnAccount({ ...dependencies, kommo }, accountId, AbortSignal.timeout(5_000));
  expect(sandbox.lead(lead.id).status_id).toBe(stack.subscribed);
  expect(await prisma.effect.findMany({ where: { kind: { not: 'move' } } })).toMatchObject([
    { state: 'open', attempts: 0, sentAt: null },
    { state: 'open', attempts: 0, sentAt: null },
  ]);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({
    failuresInARow: 0,
    retryAt: null,
    stateReason: null,
  });
  await stack.work();
  expect([sandbox.notesOf(lead.id), sandbox.tasksOf(lead.id)]).toEqual([[], []]);

  await stack.resume();
  await stack.work();
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(sandbox.tasksOf(lead.id)).toHaveLength(1);
});
