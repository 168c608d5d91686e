import { expect, test } from 'vitest';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../testing/server/sync/job-stack.ts';

const page = '<html><head><title>404 Not Found</title></head></html>';

/** Anna, with payments on her lead already, and Ben, who has not paid yet. */
async function startWithTwoBuyers() {
  const stack = await startJobStack();
  const { sandbox } = stack;
  const ben = buyer(1);
  const lead = (name: string, email: string) =>
    sandbox.addLead({ name, contactIds: [sandbox.addContact({ name, emails: [email] }).id] });
  const leads = { anna: lead('Anna', anna.email), ben: lead('Ben', ben.email) };
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  sandbox.forgetRequests();
  const notes = (subdomain = 'demo') =>
    [leads.anna, leads.ben].map(({ id }) => sandbox.notesOf(id, { subdomain }).length);
  return { ...stack, ben, notes };
}

test.each([
  [/access_token/, 403, { title: 'Forbidden', status: 403, detail: 'Forbidden' }],
  [/access_token/, 404, page],
  [/access_token/, 400, page],
  [/api\/v4/, 404, page],
  [/api\/v4/, 401, page],
  [/api\/v4/, 302, ''],
  [/api\/v4/, 404, { title: 'Not Found', status: 404, detail: 'Account not found' }],
  [/api\/v4/, 401, { title: 'Unauthorized', status: 401, detail: 'Invalid user name or password' }],
])('payments are written once %s no longer answers %i with %j', async (path, status, body) => {
  const stack = await startWithTwoBuyers();
  const { sandbox, prisma } = stack;
  sandbox.advanceTime(25 * 3_600_000);
  const trouble = sandbox.faults.add({ kind: 'status', status, body, match: { path }, times: Infinity });
  await stack.store([orderCompleted('order-2', anna, stack.now()), orderCompleted('order-3', stack.ben, stack.now())]);
  await stack.work();
  stack.passTime(300_000);
  await stack.work();
  expect(stack.notes()).toEqual([1, 0]);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'connected' });
  expect(await stack.effectStates()).not.toHaveProperty('failed');
  trouble.remove();
  await stack.workThroughFailures();
  expect(stack.notes()).toEqual([2, 1]);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ state: 'connected', stateReason: null });
});

test('a renamed account that is gone from its old address is found before anything fails', async () => {
  const stack = await startWithTwoBuyers();
  stack.sandbox.renameAccount('demo', 'bluebird', 404);
  await stack.store([orderCompleted('order-2', anna, stack.now()), orderCompleted('order-3', stack.ben, stack.now())]);
  await stack.work();
  expect(stack.notes('bluebird')).toEqual([2, 1]);
  expect(await stack.prisma.account.findFirstOrThrow()).toMatchObject({
    subdomain: 'bluebird',
    state: 'connected',
    consecutiveFailures: 0,
  });
});
