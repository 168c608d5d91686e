import { expect, test } from 'vitest';
import { anna, type Buyer, orderCompleted, type TestEvent } from '../../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { recordAll, runAccount } from '../../../testing/server/sync/run-account.ts';
import type { KommoApi } from '../../kommo/api/api.ts';

const without: AbortSignal = new AbortController().signal;

async function start() {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const [old, current] = ['Old', 'Current'].map((name) => stack.sandbox.addLead({ name, contactIds: [contact.id] }).id);
  await stack.work();
  return { ...stack, old: old ?? 0, current: current ?? 0 };
}

/** Works, and has events recorded once while Kommo answers the first request of a kind. */
async function workWhile(stack: JobStack, request: 'searchContacts' | 'getLeads', meanwhile: () => Promise<void>) {
  const { dependencies, accountId } = stack;
  let isFirst = true;
  const forAccount: typeof dependencies.kommo.forAccount = (id, priority) => {
    const api = dependencies.kommo.forAccount(id, priority);
    const intercept = async () => {
      if (!isFirst) return;
      isFirst = false;
      await meanwhile();
    };
    const intercepted: Partial<KommoApi> = {
      searchContacts: async (...search) => {
        const found = await api.searchContacts(...search);
        if (request === 'searchContacts') await intercept();
        return found;
      },
      getLeads: async (ids) => {
        const leads = await api.getLeads(ids);
        if (request === 'getLeads') await intercept();
        return leads;
      },
    };
    return { ...api, ...intercepted };
  };
  const watched = { ...dependencies, kommo: { ...dependencies.kommo, forAccount } };
  let more = true;
  while (more) ({ more } = await runAccount(watched, accountId, without));
  expect(isFirst).toBe(false);
  await stack.work();
}

async function record(stack: JobStack, ...events: TestEvent[]): Promise<void> {
  await stack.store(events);
  await recordAll(stack.dependencies, stack.accountId);
}

const notesOn = (stack: JobStack, ...leads: number[]) => leads.map((id) => stack.sandbox.notesOf(id).length);

test('a payment link that is paid while its buyer is searched for takes the payment to its lead', async () => {
  const stack = await start();
  const { kommoAccountId } = await stack.prisma.account.findFirstOrThrow();
  const tags = { kommo_lead: stack.leadTags.sign(stack.old, Number(kommoAccountId), stack.now()) };
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await workWhile(stack, 'searchContacts', () => record(stack, orderCompleted('order-2', anna, stack.now(), { tags })));
  expect(notesOn(stack, stack.old, stack.current)).toEqual([2, 0]);
});

test('an address that arrives during the search for another one is searched for', async () => {
  const stack = await start();
  const before: Buyer = { ...anna, email: 'former@else.example' };
  await stack.store([orderCompleted('order-1', before, stack.now())]);
  await workWhile(stack, 'searchContacts', () => record(stack, orderCompleted('order-2', anna, stack.now())));
  expect(notesOn(stack, stack.current)).toEqual([2]);
});

test('the webhook of an imported payment that arrives while the import is planned gets its note', async () => {
  const stack = await start();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  expect(notesOn(stack, stack.current)).toEqual([1]);
  // A rule for a pipeline has the lead read from Kommo between reading the facts and storing their plans.
  const [pipeline] = stack.sandbox.account().pipelines;
  await stack.saveSettings({ rules: [{ on: 'order.completed', pipelineId: pipeline?.id, note: true }] });
  await stack.store([orderCompleted('order-2', anna, stack.now(), { eventId: 'import-2' })], 'import');
  stack.passTime(60_000);
  await workWhile(stack, 'getLeads', () => record(stack, orderCompleted('order-2', anna, stack.now())));
  expect(notesOn(stack, stack.current)).toEqual([2]);
});

test('a payment that arrives after a save, during a search, is planned by the new rules', async () => {
  const stack = await start();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await workWhile(stack, 'searchContacts', async () => {
    await stack.saveSettings({ rules: [{ on: 'order.completed', note: false }] });
    await record(stack, orderCompleted('order-2', anna, stack.now()));
  });
  expect(notesOn(stack, stack.current)).toEqual([0]);
});
