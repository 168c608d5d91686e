import { expect, test } from 'vitest';
import { connectAccount } from '../../testing/server/kommo/kommo-stack.ts';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../testing/server/sync/job-stack.ts';
import { recordAll, runAccount } from '../../testing/server/sync/run-account.ts';
import { storeEvents } from '../fastspring/webhook/store-events.ts';

test('an account with hanging Kommo requests does not delay others', async () => {
  const stack = await startJobStack({ sandbox: { accounts: [{ subdomain: 'demo' }, { subdomain: 'other' }] } });
  const { sandbox, prisma, dependencies, database, accountId } = stack;
  const otherId = await connectAccount(prisma, sandbox, 'other');
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] }, { subdomain: 'other' });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] }, { subdomain: 'other' });
  const hang = sandbox.faults.add({ kind: 'hang', match: { account: 'demo' }, times: Infinity });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  const hanging = runAccount(dependencies, accountId, AbortSignal.timeout(5_000));
  const event = orderCompleted('order-2', anna, stack.now());
  const stored = {
    eventId: event.id,
    type: event.type,
    live: true,
    createdAt: event.created,
    payload: JSON.stringify(event),
  };
  await storeEvents(database, otherId, 'webhook', [stored]);
  await runAccount(dependencies, otherId, AbortSignal.timeout(5_000));
  expect(sandbox.notesOf(lead.id, { subdomain: 'other' })).toHaveLength(1);
  expect(hang.hits()).toBeGreaterThan(0);
  await sandbox.close();
  expect(await hanging).toEqual({ more: false });
});

test('a run that must make room makes some progress and requests another run', async () => {
  const stack = await startJobStack();
  const { sandbox, dependencies, accountId } = stack;
  const leads = Array.from({ length: 12 }, (_, index) => {
    const contact = sandbox.addContact({ name: `Buyer ${index}`, emails: [buyer(index).email] });
    return sandbox.addLead({ name: `Lead ${index}`, contactIds: [contact.id] }).id;
  });
  await stack.store(leads.map((_, index) => orderCompleted(`order-${index}`, buyer(index), stack.now())));
  let runs = 0;
  let more = true;
  while (more) {
    sandbox.forgetRequests();
    ({ more } = await runAccount(dependencies, accountId, AbortSignal.abort()));
    runs += 1;
    expect(sandbox.callCount()).toBeLessThanOrEqual(8);
  }
  expect(runs).toBeGreaterThan(2);
  expect(leads.map((id) => sandbox.notesOf(id).length)).toEqual(leads.map(() => 1));
});

test('an unreadable fact is set aside with its event, the others are planned, and a replay repairs it', async () => {
  const stack = await startJobStack();
  const { sandbox, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  await stack.store([orderCompleted('order-2', anna, stack.now()), orderCompleted('order-3', anna, stack.now())]);
  await prisma.account.updateMany({ data: { retryAt: new Date(stack.now() + 60_000) } });
  await stack.work();
  const damaged = await prisma.fact.findFirstOrThrow({ where: { orderId: 'order-2' } });
  await prisma.fact.updateMany({ where: { orderId: 'order-2' }, data: { data: { kind: 'from the future' } } });
  stack.passTime(60_000);
  await stack.work();
  expect(sandbox.notesOf(lead.id)).toHaveLength(2);
  const failed = await prisma.event.findFirstOrThrow({ where: { eventId: 'event-order-2' } });
  expect(failed).toMatchObject({ state: 'failed', reason: { code: 'notPlanned' } });
  await prisma.fact.updateMany({ where: { orderId: 'order-2' }, data: { data: damaged.data ?? {} } });
  await stack.replay(failed.id);
  await stack.work();
  expect(sandbox.notesOf(lead.id)).toHaveLength(3);
});

test('a payment that comes behind a backlog is among the first to be searched for, and to be planned', async () => {
  const stack = await startJobStack();
  const { sandbox, dependencies, accountId } = stack;
  const buyers = Array.from({ length: 60 }, (_, index) => buyer(index));
  const leads = [...buyers, anna].map(({ email }) => {
    const contact = sandbox.addContact({ name: 'Buyer', emails: [email] });
    return sandbox.addLead({ name: 'Deal', contactIds: [contact.id] }).id;
  });
  const newest = leads.at(-1) ?? 0;
  const payAll = async (name: string) => {
    await stack.store(
      buyers.flatMap((by, index) =>
        [1, 2].map((turn) => orderCompleted(`${name}-${index}-${turn}`, by, stack.now() - 60_000)),
      ),
    );
    await recordAll(dependencies, accountId);
    stack.passTime(1_000);
    await stack.store([orderCompleted(`${name}-anna`, anna, stack.now())]);
  };
  await payAll('unknown');
  // Makes room at once: each search under way is the last one.
  await runAccount(dependencies, accountId, AbortSignal.abort());
  await runAccount(dependencies, accountId, AbortSignal.abort());
  expect(sandbox.notesOf(newest)).toHaveLength(1);
  await stack.work();
  expect(leads.map((id) => sandbox.notesOf(id).length)).toEqual([...buyers.map(() => 2), 1]);
  await payAll('known');
  await runAccount(dependencies, accountId, AbortSignal.abort());
  const planned = (leadId: number) => stack.prisma.effect.count({ where: { accountId, leadId, kind: 'note' } });
  expect(await planned(newest)).toBe(2);
  expect(await stack.prisma.fact.count({ where: { plannedAt: null } })).toBeGreaterThan(0);
  await stack.work();
  expect(leads.map((id) => sandbox.notesOf(id).length)).toEqual([...buyers.map(() => 4), 2]);
});
