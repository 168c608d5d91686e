import { expect, test } from 'vitest';
import { type Buyer, orderCompleted, refunded, type TestEvent } from '../account-job/testing/fastspring-events.ts';
import { startJobStack } from '../account-job/testing/job-stack.ts';
import { rebuildLedger } from '../ledger/rebuild.ts';
import { resumeErasures, runErasure } from './run-erasure.ts';
import { startErasure } from './start-erasure.ts';
import { dumpDatabase, wordsIn } from './testing/dump.ts';
import { hashPerson } from './testing/guard.ts';

const erna: Buyer = {
  accountId: 'ACC-PLANTED-1',
  email: 'erna.planted@kranich.example',
  first: 'Gundelinde',
  last: 'Plantagenet',
  company: 'Kranichwerke',
};
const ben: Buyer = { accountId: 'ACC-BEN', email: 'ben@bolt.example', first: 'Ben', last: 'Bolt' };

/** What must be nowhere any more. */
const planted = [
  ...['erna.planted@kranich.example', 'erna.former@kranich.example', 'Gundelinde', 'Plantagenet', 'Kranichwerke'],
  ...['ACC-PLANTED-1', 'Kranichgasse 12', '10999', 'Kranichstadt', 'Hinterhaus', '+49 30 5550177', '030-5550178'],
  ...['203.0.113.77', '2001:db8::77', 'DE999777555', 'Please call Mrs P', 'kranich-tag', 'invoice-of-erna'],
  ...['kranich-page', 'erna-note', '4477'],
];

function withPlanted(event: TestEvent, more: object = {}): TestEvent {
  const personal = {
    ipAddress: '203.0.113.77',
    clientIp: '2001:db8::77',
    taxId: 'DE999777555',
    notes: 'Please call Mrs P',
    buyerReference: 'erna-note',
    invoiceUrl: 'https://shop.example/invoice-of-erna',
    tags: { name: 'kranich-tag' },
    address: {
      addressLine1: 'Kranichgasse 12',
      addressLine2: 'Hinterhaus',
      city: 'Kranichstadt',
      postalCode: '10999',
      country: 'DE',
    },
    payment: { type: 'creditcard', creditcard: 'visa', cardEnding: '4477' },
    customer: {
      first: 'Gundelinde',
      last: 'Plantagenet',
      email: erna.email,
      company: 'Kranichwerke',
      phone: '+49 30 5550177',
    },
  };
  return { ...event, data: { ...event.data, ...personal, ...more } };
}

const subscription = (id: string, by: Buyer, at: number, type: string, more: object = {}): TestEvent => ({
  id: `event-${type}-${id}`,
  type,
  created: at,
  live: true,
  data: {
    ...{ id, subscription: id, active: true, state: 'active', changed: at, begin: at, live: true, currency: 'EUR' },
    ...{ product: { product: 'pro', display: { en: 'Pro plan' }, sku: 'PRO-M' }, price: 99, quantity: 1 },
    ...{ intervalUnit: 'month', intervalLength: 1, next: at + 30 * day, nextChargeTotal: 117.81 },
    account: { id: by.accountId, contact: { first: by.first, last: by.last, email: by.email, phone: '030-5550178' } },
    ...more,
  },
});

const day = 86_400_000;

/** Everything that Erna has left at FastSpring, and what she is named in. */
function ernasEvents(at: number): readonly TestEvent[] {
  const [first, second] = [orderCompleted('O-1', erna, at - 9 * day), orderCompleted('O-2', erna, at - 5 * day)];
  const former = { first: 'Gundelinde', last: 'P', email: 'Erna.Former@kranich.example' };
  return [
    withPlanted(first, { customer: former, account: undefined }),
    subscription('S-1', erna, at - 9 * day, 'subscription.activated', { initialOrderId: 'O-1' }),
    withPlanted(second),
    withPlanted(refunded('R-1', 'O-2', erna, at - 4 * day), { reason: 'Gundelinde did not like it' }),
    {
      ...{ id: 'event-charge', type: 'subscription.charge.completed', created: at - 3 * day, live: true },
      data: { order: 'O-3', account: erna.accountId, subscription: 'S-1', currency: 'EUR', total: 117.81, sequence: 2 },
    },
    {
      ...{ id: 'event-chargeback', type: 'chargeback.created', created: at - 2 * day, live: true },
      data: {
        id: 'O-1',
        order: 'O-1',
        processorCaseId: 'C-1',
        chargebackAmount: 10,
        currency: 'EUR',
        who: '203.0.113.77',
      },
    },
    {
      ...{
        id: `api-account-${erna.accountId}-0123456789012345678901`,
        type: 'account.updated',
        created: at,
        live: true,
      },
      data: { id: erna.accountId, contact: { first: 'Gundelinde', last: 'Plantagenet', email: erna.email } },
    },
    {
      ...{ id: 'event-cart', type: 'mailingListEntry.abandoned', created: at - day, live: true },
      data: { email: erna.email, firstName: 'Gundelinde', list: 'abandoned', order: { id: 'CART', items: [] } },
    },
    { id: 'event-tomorrow', type: 'order.of.tomorrow', created: at, live: true, data: { buyer: { mail: erna.email } } },
    {
      id: 'event-odd',
      type: 'order.completed',
      created: at,
      live: true,
      data: { id: 'O-9', customer: { email: erna.email } },
    },
    {
      ...orderCompleted('O-BEN', ben, at - 6 * day),
      data: {
        ...orderCompleted('O-BEN', ben, at - 6 * day).data,
        recipients: [
          { recipient: { first: 'Gundelinde', last: 'Plantagenet', email: erna.email, phone: '+49 30 5550177' } },
        ],
      },
    },
  ];
}

async function start() {
  const stack = await startJobStack();
  const { sandbox, prisma, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Gundelinde Plantagenet', emails: [erna.email] });
  const lead = sandbox.addLead({ name: 'Gundelinde Plantagenet', contactIds: [contact.id] });
  const bens = sandbox.addContact({ name: 'Ben Bolt', emails: [ben.email] });
  const bensLead = sandbox.addLead({ name: 'Bolt', contactIds: [bens.id] });
  await stack.saveSettings({
    rules: [
      { on: 'order.completed', task: { typeId: 1, text: 'Call {customer}, {email}', dueInHours: 24 } },
      { on: 'account.updated', note: true },
      { on: 'chargeback.created', note: true },
    ],
  });
  await stack.work();
  stack.passTime(60_000);
  const events = ernasEvents(stack.now());
  await stack.store(events);
  await stack.work();
  stack.passTime(60_000);
  await stack.workThroughFailures();
  await plantElsewhere();
  return { ...stack, lead, bensLead, events };

  /** In rows that events do not make. */
  async function plantElsewhere(): Promise<void> {
    await prisma.paymentLink.create({
      data: {
        ...{
          id: crypto.randomUUID(),
          accountId,
          leadId: BigInt(lead.id),
          token: 'token',
          kind: 'quote',
          fastspringId: 'Q',
        },
        ...{ url: 'https://shop.example/kranich-page', product: 'Pro', productPath: 'pro', quantity: 1 },
        ...{ email: 'ERNA.planted@kranich.example', createdBy: 1n, createdAt: new Date() },
      },
    });
    await prisma.leadCreation.create({
      data: { accountId, emailFolded: erna.email, lookAt: new Date(), state: 'done', name: 'Gundelinde Plantagenet' },
    });
    await prisma.fastspringAccountLookup.create({
      data: { accountId, fastspringAccountId: erna.accountId, outcome: 'failed', nextAttempt: new Date() },
    });
    const examples = [{ name: 'Gundelinde Plantagenet', leadName: 'Gundelinde Plantagenet', orders: 1 }];
    const { id: importId } = await prisma.import.create({
      data: {
        accountId,
        beginDay: '2026-01-01',
        endDay: '2026-02-01',
        cursor: {},
        state: 'planned',
        plan: { examples },
      },
    });
    await prisma.importCustomer.create({
      data: { importId, identity: `account:${erna.accountId}`, email: erna.email },
    });
    const payload = JSON.stringify(withPlanted(orderCompleted('O-7', erna, 1)));
    await prisma.importItem.create({
      data: { importId, eventId: 'import:O-7', kind: 'order', known: false, type: 'order.completed', payload },
    });
    const details = { contact: 'Gundelinde Plantagenet', contactEmail: erna.email };
    await prisma.customerLead.updateMany({ where: { leadId: BigInt(bensLead.id) }, data: { details } });
    await prisma.customer.updateMany({
      where: { email: ben.email },
      data: {
        match: { why: { code: 'noLead', params: { contact: 'gundelinde  plantagenet' } }, candidates: [{ details }] },
      },
    });
  }
}

type Stack = Awaited<ReturnType<typeof start>>;

async function moneyOf({ database }: Pick<Stack, 'database'>): Promise<unknown> {
  const { rows } = await database.query(`
    SELECT 'order', "order_id", "state", "kind", "total"::text, "tax"::text, "currency", "occurred_at"::text FROM "orders"
    UNION ALL SELECT 'refund', "refund_key", "kind", '', "total"::text, "tax"::text, "currency", "occurred_at"::text
    FROM "refunds"
    UNION ALL SELECT 'subscription', "subscription_id", "state", "product", "price"::text, "monthly"::text, "currency",
      "next_charge_at"::text FROM "subscriptions" ORDER BY 1, 2`);
  return rows;
}

async function differencesOf({ database, accountId }: Pick<Stack, 'database' | 'accountId'>) {
  const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: '' }, false, () => undefined);
  return rebuilt.differences;
}

async function erase({ prisma, accountId }: Pick<Stack, 'prisma' | 'accountId'>) {
  const search = { email: erna.email, fastspringAccountId: null };
  const id = await startErasure(prisma, hashPerson, accountId, search);
  return runErasure(prisma, hashPerson, id);
}

test('an erased person is nowhere, in no table and in no note of ours, and the money stays', async () => {
  const stack = await start();
  const { prisma, database, sandbox, lead, bensLead } = stack;
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual(planted);
  expect(await differencesOf(stack)).toEqual([]);
  const money = await moneyOf(stack);
  const texts = () => [
    ...sandbox.notesOf(lead.id).map(({ params }) => String(params.text)),
    ...sandbox.tasksOf(lead.id).map(({ text }) => text),
  ];
  const bensNotes = () => sandbox.notesOf(bensLead.id).map(({ params }) => params.text);
  const before = { texts: texts().length, bensNotes: bensNotes() };
  expect(wordsIn(texts().join('\n'), planted)).toContain('Gundelinde');

  const counts = await erase(stack);
  expect(counts).toMatchObject({ customers: 2, links: 2, paymentLinks: 1, events: 11, texts: before.texts });
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  expect(await moneyOf(stack)).toEqual(money);
  expect(await differencesOf(stack)).toEqual([]);
  expect(await prisma.customer.findMany({ where: { matchState: 'erased' } })).toMatchObject([
    { email: null, name: null, company: null, phone: null, nextMatchAt: null },
  ]);

  await stack.workThroughFailures();
  expect(texts()).toEqual(texts().map(() => 'Erased'));
  expect(texts()).toHaveLength(before.texts);
  expect(bensNotes()).toEqual(before.bensNotes);
  expect(sandbox.lead(lead.id).name).toBe('Gundelinde Plantagenet');
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  expect(await stack.effectStates()).not.toHaveProperty('failed');
});

test('whatever is sent again, shown again or bought anew brings an erased person back nowhere', async () => {
  const stack = await start();
  const { prisma, database, sandbox, events, now } = stack;
  await erase(stack);
  await stack.workThroughFailures();
  const money = await moneyOf(stack);
  const customers = await prisma.customer.count();
  sandbox.forgetRequests();

  // As the webhook and every other way in hands them on.
  const guard = stack.dependencies.guard;
  const again = events.map((event) => ({
    ...{
      eventId: event.id.startsWith('api-') ? event.id : `${event.id}-again`,
      type: event.type,
      live: event.live,
      createdAt: event.created,
    },
    payload: JSON.stringify({ ...event, id: 'again' }),
  }));
  const [delivery] = await guard.admitDeliveries([{ accountId: stack.accountId, events: again }]);
  expect(wordsIn(JSON.stringify(delivery), planted)).toEqual([]);
  // Past the guard, as between the end of one and the commit of the other.
  await stack.store(
    events.map((event) => ({ ...event, id: event.id.startsWith('api-') ? event.id : `${event.id}-raw` })),
  );
  await stack.workThroughFailures();
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  expect(await moneyOf(stack)).toEqual(money);
  expect(await differencesOf(stack)).toEqual([]);
  expect(await prisma.customer.count()).toBe(customers);

  const anew = { ...erna, accountId: 'ACC-PLANTED-2', email: 'Erna.Planted@KRANICH.example' };
  await stack.store([withPlanted(orderCompleted('O-4', anew, now()), { customer: { email: anew.email } })]);
  await stack.store([
    {
      ...{ id: 'event-account-alone', type: 'subscription.charge.completed', created: now(), live: true },
      data: { order: 'O-5', account: anew.accountId, subscription: 'S-5', currency: 'EUR', total: 5, sequence: 1 },
    },
  ]);
  await stack.workThroughFailures();
  expect(await prisma.order.count({ where: { orderId: { in: ['O-4', 'O-5'] } } })).toBe(2);
  expect(await prisma.customer.count()).toBe(customers);
  expect(wordsIn(await dumpDatabase(database), [...planted, 'ACC-PLANTED-2'])).toEqual([]);
  expect(await differencesOf(stack)).toEqual([]);
  const searches = sandbox.requests.filter(({ path }) => path.includes('query='));
  expect(searches).toEqual([]);
  expect(await prisma.leadCreation.count()).toBe(0);
});

test('an erasure goes on where it was interrupted, and a note that was being sent is rewritten too', async () => {
  const stack = await start();
  const { prisma, database, sandbox, lead } = stack;
  const note = await prisma.effect.findFirstOrThrow({
    where: { kind: 'note', leadId: BigInt(lead.id), state: 'done' },
  });
  await prisma.effect.update({ where: { id: note.id }, data: { state: 'sending', kommoId: null } });
  const search = { email: erna.email, fastspringAccountId: null };
  const id = await startErasure(prisma, hashPerson, stack.accountId, search);
  for (const _time of [1, 2]) expect(await runErasure(prisma, hashPerson, id, AbortSignal.abort())).toBeNull();
  await resumeErasures(prisma, hashPerson, new AbortController().signal);
  expect(await prisma.erasure.findUniqueOrThrow({ where: { id } })).toMatchObject({ step: 'done', customerIds: [] });
  await stack.workThroughFailures();
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  const texts = sandbox.notesOf(lead.id).map(({ params }) => params.text);
  expect(texts).toEqual(texts.map(() => 'Erased'));
});
