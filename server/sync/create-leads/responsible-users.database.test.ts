import { expect, test } from 'vitest';
import { contactsOf, leadsOf, startCreating } from '../../../testing/server/sync/creating-stack.ts';
import { buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import type { JobStack } from '../../../testing/server/sync/job-stack.ts';
import { markCreating, wantLead } from './lead-creations.ts';

type Users = ReturnType<typeof usersOf>;

/** An account with the users Maya (an administrator), Tomas, Nils and a deactivated one. */
async function startWith(responsible: (users: Users, renewals: number | undefined) => readonly object[]) {
  const stack = await startCreating();
  const users = usersOf(stack);
  await stack.saveSettings({
    matching: { createWhenUnmatched: 'lead' },
    products: [{ sku: 'PRO-*', pipelineId: stack.renewals?.id }],
    responsible: responsible(users, stack.renewals?.id),
  });
  return { ...stack, users };
}

function usersOf({ sandbox }: JobStack) {
  const { users } = sandbox.account();
  const [maya, tomas] = users.filter(({ isActive }) => isActive);
  const left = users.find(({ isActive }) => !isActive);
  if (maya === undefined || tomas === undefined || left === undefined) throw new Error('Users are missing');
  const nils = { ...tomas, id: 990_001, name: 'Nils Holm', email: 'nils@example.com' };
  users.push(nils);
  return { maya, tomas, nils, left };
}

async function buyAndWork(stack: JobStack, ...buyers: readonly number[]): Promise<void> {
  await stack.store(buyers.map((number) => orderCompleted(`order-${number}`, buyer(number), stack.now())));
  await stack.work();
}

const owners = (stack: JobStack) => leadsOf(stack).map(({ responsible_user_id }) => responsible_user_id);

test('a fixed user of the pipeline gets its leads, each with its contact', async () => {
  const stack = await startWith(({ tomas, nils }, renewals) => [
    { pipelineId: null, userIds: [nils.id] },
    { pipelineId: renewals, userIds: [tomas.id] },
  ]);
  await buyAndWork(stack, 1);
  expect(owners(stack)).toEqual([stack.users.tomas.id]);
  expect(contactsOf(stack)[0]?.responsible_user_id).toBe(stack.users.tomas.id);
});

test('the users of a pipeline take turns', async () => {
  const stack = await startWith(({ tomas, nils }) => [{ pipelineId: null, userIds: [tomas.id, nils.id] }]);
  const { tomas, nils } = stack.users;
  await buyAndWork(stack, 1, 2, 3);
  stack.passTime(1_000);
  await buyAndWork(stack, 4);
  expect(owners(stack)).toEqual([tomas.id, nils.id, tomas.id, nils.id]);
});

test('a deactivated user is skipped: the next one gets the lead, or Kommo decides', async () => {
  const stack = await startWith(({ left, tomas }) => [{ userIds: [left.id, 123_456, tomas.id] }]);
  const { maya, tomas, left } = stack.users;
  await buyAndWork(stack, 1, 2);
  expect(owners(stack)).toEqual([tomas.id, tomas.id]);
  await stack.saveSettings({ matching: { createWhenUnmatched: 'lead' }, responsible: [{ userIds: [left.id] }] });
  await buyAndWork(stack, 3);
  expect(owners(stack)[2]).toBe(maya.id);
});

test('a user just deactivated in Kommo does not hold up a lead', async () => {
  const stack = await startWith(({ tomas, nils }) => [{ userIds: [tomas.id, nils.id] }]);
  const { tomas, nils, maya } = stack.users;
  await buyAndWork(stack, 1);
  Object.assign(nils, { isActive: false });
  await buyAndWork(stack, 2, 3);
  Object.assign(tomas, { isActive: false });
  await buyAndWork(stack, 4);
  expect(owners(stack)).toEqual([tomas.id, tomas.id, tomas.id, maya.id]);
  expect(await stack.prisma.leadCreation.count({ where: { state: 'done' } })).toBe(4);
});

test('a lead requested by a person is theirs, unless the settings name a user', async () => {
  const stack = await startWith(() => []);
  const { tomas, nils } = stack.users;
  await stack.saveSettings({});
  await buyAndWork(stack, 1, 2);
  const ask = async (emailFolded: string) => {
    await wantLead(stack.prisma, stack.accountId, emailFolded, nils.id, stack.now());
    stack.passTime(1_000);
    await stack.work();
  };
  const [first, second] = await stack.prisma.customer.findMany({ orderBy: { emailFolded: 'asc' } });
  await ask(first?.emailFolded ?? '');
  await stack.saveSettings({ responsible: [{ userIds: [tomas.id] }] });
  await ask(second?.emailFolded ?? '');
  expect(owners(stack)).toEqual([nils.id, tomas.id]);
});

test('two concurrent choices never give the same turn, and each pipeline has its own turns', async () => {
  const { prisma, accountId, now } = await startCreating();
  const addresses = Array.from({ length: 12 }, (_, index) => `buyer${index}@example.com`);
  await prisma.leadCreation.createMany({
    data: addresses.map((emailFolded) => ({ accountId, emailFolded, lookAt: new Date(now()) })),
  });
  const wanted = await prisma.leadCreation.findMany();
  const plan = { name: 'Lead', pipelineId: 1, userIds: [7, 8, 9] };
  const made = await Promise.all(wanted.map((creation) => markCreating(prisma, creation, plan, now())));
  expect(made.map(({ turn }) => turn).toSorted((one, other) => (one ?? 0) - (other ?? 0))).toEqual(
    addresses.map((_, index) => index + 1),
  );
  for (const user of [7n, 8n, 9n]) expect(made.filter(({ responsibleId }) => responsibleId === user)).toHaveLength(4);
  const [first] = wanted;
  if (first === undefined) throw new Error('Nothing was wanted');
  expect(await markCreating(prisma, first, { ...plan, pipelineId: 2, userIds: [9, 7] }, now())).toMatchObject({
    responsibleId: 9n,
    turn: 1,
  });
});
