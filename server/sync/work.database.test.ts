import { expect, test } from 'vitest';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../testing/server/sync/job-stack.ts';
import { runAccount } from '../../testing/server/sync/run-account.ts';

/** Anna with one open lead, and a rule that moves paid leads to the stage "Subscribed". */
async function startWithAnna(options: Parameters<typeof startJobStack>[0] = {}) {
  const stack = await startJobStack(options);
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const subscribed = await ruleToSubscribed(stack);
  await stack.work();
  stack.passTime(60_000);
  stack.sandbox.forgetRequests();
  return { ...stack, lead, subscribed };
}

async function ruleToSubscribed({ sandbox, saveSettings }: JobStack): Promise<number> {
  const [sales] = sandbox.account().pipelines;
  const statusId = sales?.statuses.find((status) => status.name === 'Subscribed')?.id ?? 0;
  await saveSettings({ rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId } }] });
  return statusId;
}

const callsOf = ({ sandbox }: JobStack) =>
  sandbox.requests.map(({ method, path }) => `${method} ${path.split('?')[0]?.replace('/demo/api/v4', '')}`);

test('a further payment of a known customer costs three requests at most', async () => {
  const stack = await startWithAnna();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  stack.passTime(60_000);
  stack.sandbox.moveLeadByHand(stack.lead.id, stack.sandbox.account().pipelines[0]?.statuses[1]?.id ?? 0);
  stack.passTime(60_000);
  stack.sandbox.forgetRequests();
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  expect(callsOf(stack)).toEqual(['GET /leads', 'PATCH /leads', 'POST /leads/notes']);
  expect(stack.sandbox.lead(stack.lead.id).status_id).toBe(stack.subscribed);
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(2);
});

test('nothing is planned before the work that goes before it', async () => {
  const stack = await startWithAnna();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  const before = await stack.prisma.effect.count();
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  const seen: object[] = [];
  const beforePlanning = async (account: string) => {
    seen.push({ account, effects: await stack.prisma.effect.count() });
  };
  const dependencies = { ...stack.dependencies, precedence: { beforePlanning } };
  await runAccount(dependencies, stack.accountId, new AbortController().signal);
  expect(seen[0]).toEqual({ account: stack.accountId, effects: before });
  expect(await stack.prisma.effect.count()).toBeGreaterThan(before);
});

test('60 payments of unknown customers cost 72 requests at most, their next 60 cost 6', async () => {
  const stack = await startWithAnna();
  const leads = await addBuyers(stack, 60);
  const payEach = async (name: string) => {
    stack.sandbox.forgetRequests();
    await stack.store(leads.map((_, index) => orderCompleted(`${name}-${index}`, buyer(index), stack.now())));
    await stack.workThroughFailures();
    stack.passTime(60_000);
    return stack.sandbox.callCount();
  };
  const notes = () => leads.map((id) => stack.sandbox.notesOf(id).length);

  expect(await payEach('first')).toBeLessThanOrEqual(72);
  expect(leads.map((id) => stack.sandbox.lead(id).status_id)).toEqual(leads.map(() => stack.subscribed));
  expect(notes()).toEqual(leads.map(() => 1));

  expect(await payEach('second')).toBeLessThanOrEqual(6);
  expect(notes()).toEqual(leads.map(() => 2));
});

async function addBuyers({ sandbox, passTime }: JobStack, count: number): Promise<readonly number[]> {
  const leads = Array.from({ length: count }, (_, index) => {
    const contact = sandbox.addContact({ name: `Buyer ${index}`, emails: [buyer(index).email] });
    return sandbox.addLead({ name: `Lead ${index}`, contactIds: [contact.id] }).id;
  });
  passTime(60_000);
  return leads;
}

test('a resend with the same id, one with a new id and a restart in between give one note and one move', async () => {
  const stack = await startWithAnna();
  const at = stack.now();
  await stack.store([orderCompleted('order-1', anna, at)]);
  await stack.work();
  await stack.store([orderCompleted('order-1', anna, at)]);
  await stack.work();
  await stack.store([orderCompleted('order-1', anna, at, { eventId: 'event-resent' })]);
  await stack.work();
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(1);
  expect(callsOf(stack).filter((call) => call === 'PATCH /leads')).toHaveLength(1);
  expect(await stack.prisma.event.count({ where: { state: 'recorded' } })).toBe(2);
});

test('a payment of an unknown customer waits, and is written once the contact exists', async () => {
  const stack = await startWithAnna();
  const unknown = buyer(7);
  await stack.store([orderCompleted('order-1', unknown, stack.now())]);
  await stack.work();
  const customer = await stack.prisma.customer.findFirstOrThrow();
  expect(customer).toMatchObject({ matchState: 'unmatched', nextMatchAt: null });
  expect(await stack.effectStates()).toEqual({});
  const contact = stack.sandbox.addContact({ name: 'Buyer 7', emails: [unknown.email] });
  const lead = stack.sandbox.addLead({ name: 'Seven', contactIds: [contact.id] });
  stack.passTime(60_000);
  await stack.store([orderCompleted('order-2', unknown, stack.now())]);
  await stack.work();
  expect(stack.sandbox.notesOf(lead.id)).toHaveLength(0);
  stack.passTime(300_000);
  await stack.work();
  expect(stack.sandbox.notesOf(lead.id)).toHaveLength(2);
});

test('imported payments are on the lead and do nothing there', async () => {
  const stack = await startWithAnna();
  await stack.store([orderCompleted('order-1', anna, stack.now() - 86_400_000)], 'import');
  await stack.work();
  // An import queues its customers for matching at its own pace.
  await stack.prisma.customer.updateMany({ data: { nextMatchAt: new Date(stack.now()) } });
  await stack.work();
  expect(stack.sandbox.notesOf(stack.lead.id)).toEqual([]);
  expect(await stack.effectStates()).toEqual({});
  expect(await stack.prisma.fact.findFirstOrThrow()).toMatchObject({ leadId: BigInt(stack.lead.id) });
});

test('a payment after the rules were saved follows them, even in a run that began earlier', async () => {
  const stack = await startWithAnna();
  const release = Promise.withResolvers<void>();
  const note = { method: 'POST', path: /notes/ };
  const held = stack.sandbox.faults.add({ kind: 'hold', until: release.promise, match: note });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  const run = stack.work();
  await expect.poll(held.hits).toBe(1);
  await stack.saveSettings({ rules: [] });
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  release.resolve();
  await run;
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(2);
  const moves = await stack.prisma.effect.findMany({ where: { kind: 'move' } });
  expect(moves.map(({ factKey }) => factKey)).toEqual([expect.stringContaining('order-1')]);
});

test('an event that cannot be recorded is set aside and does not hold up others', async () => {
  const stack = await startWithAnna();
  await stack.store([{ ...orderCompleted('order-0', anna, stack.now()), data: { order: 17 } }]);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(1);
});

test('events are recorded while Kommo does not answer, and delivered when it does', async () => {
  const stack = await startWithAnna();
  const outage = stack.sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  const failed = await stack.prisma.account.findFirstOrThrow();
  expect(failed).toMatchObject({ consecutiveFailures: 1, stateReason: expect.stringContaining('/contacts') });
  expect(failed.retryAt?.getTime()).toBeGreaterThan(stack.now());
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.work();
  expect(await stack.prisma.event.count({ where: { state: 'recorded' } })).toBe(2);
  // One search and its repetitions; the account pauses then.
  expect(outage.hits()).toBe(4);
  outage.remove();
  await stack.workThroughFailures();
  expect(stack.sandbox.notesOf(stack.lead.id)).toHaveLength(2);
  expect(await stack.prisma.account.findFirstOrThrow()).toMatchObject({
    consecutiveFailures: 0,
    retryAt: null,
    stateReason: null,
  });
});

test('60 payments of 20 customers are written once, despite failures on the way', async () => {
  const stack = await startWithAnna();
  const leads = await addBuyers(stack, 20);
  const faults = ['reset_after', 'reset_before', 'text_429'] as const;
  for (let index = 0; index < 60; index += 1) {
    await stack.store([orderCompleted(`order-${index}`, buyer(index % 20), stack.now() + index)]);
    const kind = faults[index % 3] ?? 'reset_after';
    if (index % 4 === 0) stack.sandbox.faults.add({ kind, match: { method: index % 8 === 0 ? 'POST' : 'PATCH' } });
    if (index % 7 === 0)
      stack.sandbox.faults.add({ kind: 'status', status: 502, when: index % 2 === 0 ? 'before' : 'after' });
    if (index % 5 === 0) await stack.work();
  }
  await stack.workThroughFailures();
  expect(leads.map((id) => stack.sandbox.notesOf(id).length)).toEqual(leads.map(() => 3));
  expect(leads.map((id) => stack.sandbox.lead(id).status_id)).toEqual(leads.map(() => stack.subscribed));
});

test('an account pauses while Kommo answers nothing, and not because it fails now and then', async () => {
  const stack = await startWithAnna();
  const failuresAfter = async (fault: 'reset_before' | 'nothing answered') => {
    stack.sandbox.faults.clear();
    stack.sandbox.faults.add({
      kind: 'reset_before',
      times: Infinity,
      match: fault === 'nothing answered' ? {} : { method: 'POST' },
    });
    stack.passTime(600_000);
    await stack.store([orderCompleted(`order-${stack.now()}`, anna, stack.now())]);
    await stack.work();
    return (await stack.prisma.account.findFirstOrThrow()).consecutiveFailures;
  };
  expect(await failuresAfter('reset_before')).toBe(0);
  expect(await failuresAfter('reset_before')).toBe(0);
  expect(await failuresAfter('nothing answered')).toBe(1);
  expect(await failuresAfter('nothing answered')).toBe(2);
  expect(await failuresAfter('reset_before')).toBe(0);
});
