import { expect, onTestFinished, test } from 'vitest';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../testing/server/sync/job-stack.ts';
import { runAccount } from '../../testing/server/sync/run-account.ts';
import { checkLedger } from '../history/reconciliation/check-ledger.ts';

const odd = buyer(1);
const others = [anna, buyer(2), buyer(3)];

/** Several buyers, each with a lead; from now on the database refuses one buyer's rows. */
async function startWithPoison(table: string, refused: (leadId: number) => string) {
  const stack = await startJobStack();
  const { sandbox, database } = stack;
  const leads = [odd, ...others].map(({ email, last }) =>
    sandbox.addLead({ name: last, contactIds: [sandbox.addContact({ name: last, emails: [email] }).id] }),
  );
  const rules = [
    { on: 'order.completed', moveTo: { statusId: 142 }, task: { typeId: 1, text: 'Call', dueInHours: 1 } },
  ];
  await stack.saveSettings({ rules });
  // With queries that are undone: after a script the next test would get another database, which costs a second.
  const heal = () => database.query('DROP FUNCTION IF EXISTS refuse_row CASCADE');
  onTestFinished(async () => void (await heal()));
  await database.query(`
    CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`);
  await database.query(`
    CREATE TRIGGER refuse_row BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW
      WHEN (${refused(leads[0]?.id ?? 0)}) EXECUTE FUNCTION refuse_row()`);
  const pay = (name: string) =>
    stack.store([odd, ...others].map((by, index) => orderCompleted(`${name}-${index}`, by, stack.now())));
  const notes = () => leads.map(({ id }) => sandbox.notesOf(id).length);
  return { ...stack, heal, pay, notes };
}

/** One run of the account's job, without a pause after it. */
async function runOnce(stack: JobStack): Promise<void> {
  await runAccount(stack.dependencies, stack.accountId, AbortSignal.timeout(600_000));
  expect(await stack.prisma.account.findFirstOrThrow()).toMatchObject({
    state: 'connected',
    retryAt: null,
    consecutiveFailures: 0,
  });
}

test.each<[string, string, (leadId: number) => string]>([
  ['a lead', 'leads', (id) => `NEW.lead_id = ${id}`],
  ['a link to a lead', 'customer_leads', (id) => `NEW.lead_id = ${id}`],
  ['a customer who was looked for', 'customers', () => `NEW.email = '${odd.email}' AND NEW.match_state <> 'new'`],
  ['a fact with its lead', 'facts', (id) => `NEW.lead_id = ${id}`],
  ['effects', 'effects', (id) => `NEW.lead_id = ${id}`],
  ['effects that are not open', 'effects', (id) => `NEW.lead_id = ${id} AND NEW.state <> 'open'`],
  ['effects that are being sent', 'effects', (id) => `NEW.lead_id = ${id} AND NEW.state = 'sending'`],
  ['effects that are done', 'effects', (id) => `NEW.lead_id = ${id} AND NEW.state = 'done'`],
])(
  'others do not wait if the database refuses %s, and the rest is done once the cause is gone',
  async (_what, table, refused) => {
    const stack = await startWithPoison(table, refused);
    await stack.pay('first');
    await runOnce(stack);
    expect(stack.notes().slice(1)).toEqual([1, 1, 1]);
    stack.passTime(60_000);
    await stack.pay('second');
    await runOnce(stack);
    expect(stack.notes().slice(1)).toEqual([2, 2, 2]);
    stack.passTime(600_000);
    await runOnce(stack);

    await stack.heal();
    const failed = await stack.prisma.event.findMany({ orderBy: { id: 'asc' } });
    for (const { id } of failed) await stack.replay(id);
    stack.passTime(600_000);
    await stack.workThroughFailures();
    expect(stack.notes()).toEqual([2, 2, 2, 2]);
    // Of two simultaneous moves of one lead the earlier one is left out.
    expect(Object.keys(await stack.effectStates()).filter((state) => state !== 'skipped')).toEqual(['done']);
    expect(await stack.prisma.event.count({ where: { state: { not: 'recorded' } } })).toBe(0);
  },
);

test('an item set aside shows the reason in the event log', async () => {
  const stack = await startWithPoison('leads', (id) => `NEW.lead_id = ${id}`);
  await stack.pay('first');
  await runOnce(stack);
  const failed = await stack.prisma.event.findMany({ where: { state: 'failed' } });
  expect(failed).toMatchObject([
    { reason: { code: 'setAside', detail: expect.stringMatching(/^Lead \d+ cannot be kept here: .*P0001$/) } },
  ]);
});

test('an event set aside is recorded again once its customer’s lead is found, without a replay', async () => {
  const stack = await startWithPoison('customers', () => 'false');
  const { prisma } = stack;
  await stack.pay('first');
  await runOnce(stack);
  await stack.database.query(`
    CREATE TRIGGER refuse_match BEFORE UPDATE OF "matched_at" ON "customers" FOR EACH ROW
      WHEN (NEW.email = '${odd.email}') EXECUTE FUNCTION refuse_row();`);
  await prisma.customer.updateMany({ data: { nextMatchAt: new Date(stack.now()) } });
  await stack.pay('second');
  await runOnce(stack);
  expect(await prisma.event.count({ where: { state: 'failed' } })).toBe(1);
  await stack.heal();
  stack.passTime(600_000);
  await stack.workThroughFailures();
  expect(stack.notes()).toEqual([2, 2, 2, 2]);
  expect(await prisma.event.count({ where: { state: 'failed' } })).toBe(0);
});

test('the nightly check recognizes events that were set aside', async () => {
  const stack = await startWithPoison('leads', (id) => `NEW.lead_id = ${id}`);
  await stack.pay('first');
  await runOnce(stack);
  expect(await stack.prisma.event.count({ where: { state: 'failed' } })).toBe(1);
  expect(await checkLedger(stack.database, { id: stack.accountId, subdomain: 'demo' })).toEqual([]);
  expect(await stack.prisma.order.count()).toBe(4);
});

test('a link that cannot be removed from a deleted lead is retried after minutes, not all the time', async () => {
  const stack = await startWithPoison('customer_leads', (id) => `NEW.lead_id = ${id} AND NEW.removed_at IS NOT NULL`);
  const { prisma, errors } = stack;
  await stack.pay('first');
  await runOnce(stack);
  await prisma.lead.updateMany({ where: { name: odd.last }, data: { isDeleted: true } });
  for (let run = 0; run < 3; run += 1) await runOnce(stack);
  expect(errors.filter((message) => message.includes('deleted lead'))).toHaveLength(1);
  stack.passTime(600_000);
  await runOnce(stack);
  expect(errors.filter((message) => message.includes('deleted lead'))).toHaveLength(2);
  await stack.heal();
  stack.passTime(600_000);
  await runOnce(stack);
  expect(errors.filter((message) => message.includes('deleted lead'))).toHaveLength(2);
  expect(await prisma.lead.count({ where: { isDeleted: true } })).toBe(0);
});

test('effects that were set aside show the reason', async () => {
  const stack = await startWithPoison('effects', (id) => `NEW.lead_id = ${id} AND NEW.state = 'sending'`);
  await stack.pay('first');
  await runOnce(stack);
  expect(await stack.effectStates()).toEqual({ done: 9, failed: 3 });
  const failed = await stack.prisma.effect.findFirstOrThrow({ where: { state: 'failed' } });
  expect(failed.lastError).toMatch(/^It was set aside: .*P0001$/);
});

test('a step that fails completely does not affect the other steps, and is not retried all the time', async () => {
  const stack = await startWithPoison('imports', () => `NEW.state = 'planned'`);
  const { prisma, accountId } = stack;
  const days = { beginDay: '2026-01-01', endDay: '2026-01-02' };
  await prisma.import.create({ data: { ...days, accountId, state: 'matching', cursor: {} } });
  await stack.pay('first');
  for (let run = 0; run < 3; run += 1) await runOnce(stack);
  expect(stack.notes()).toEqual([1, 1, 1, 1]);
  expect(stack.errors.filter((message) => message.includes('a step'))).toHaveLength(1);
});

test('a lead to be created that cannot be settled after a crash holds up no other', async () => {
  const stack = await startWithPoison(
    'lead_creations',
    () => `NEW.email_folded = '${odd.email}' AND NEW.state = 'uncertain'`,
  );
  const { prisma, accountId } = stack;
  const sentAt = new Date(stack.now());
  const left = { accountId, state: 'sending', lookAt: sentAt, sentAt };
  await prisma.leadCreation.createMany({
    data: [odd, ...others].map(({ email }) => ({ ...left, emailFolded: email })),
  });
  for (let run = 0; run < 3; run += 1) await runOnce(stack);
  expect(await prisma.leadCreation.findMany({ where: { state: 'sending' } })).toMatchObject([
    { emailFolded: odd.email },
  ]);
  expect(await prisma.leadCreation.count({ where: { state: 'uncertain' } })).toBe(others.length);
  expect(stack.errors.filter((message) => message.includes('a step'))).toHaveLength(1);
});

test('a later step that cannot settle what a crash left does not keep payments from their leads', async () => {
  const stack = await startWithPoison('invoice_elements', () => `NEW.state = 'uncertain'`);
  const { prisma, accountId } = stack;
  const at = new Date(stack.now());
  const left = { kind: 'order', sourceId: 'left', catalogId: 1, wanted: {}, state: 'sending' };
  await prisma.invoiceElement.create({ data: { ...left, accountId, nextAttempt: at, checkedAt: at } });
  await stack.pay('first');
  for (let run = 0; run < 3; run += 1) await runOnce(stack);
  expect(stack.notes()).toEqual([1, 1, 1, 1]);
  expect(stack.errors.filter((message) => message.includes('a step'))).toHaveLength(1);
});

test('a lead with invalid times works like any other', async () => {
  const stack = await startWithPoison('leads', () => 'false');
  const [lead] = stack.sandbox.account().leads.values();
  Object.assign(lead ?? {}, { closed_at: 9e15, updated_at: 9e14 });
  await stack.pay('first');
  await runOnce(stack);
  expect(stack.notes()).toEqual([1, 1, 1, 1]);
});
