import { type Buyer, orderCompleted, refunded, type TestEvent } from '../sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../sync/job-stack.ts';

export const erna: Buyer = {
  accountId: 'ACC-PLANTED-1',
  email: 'erna.planted@kranich.example',
  first: 'Gundelinde',
  last: 'Plantagenet',
  company: 'Kranichwerke',
};
const ben: Buyer = { accountId: 'ACC-BEN', email: 'ben@bolt.example', first: 'Ben', last: 'Bolt' };

/** Words that must not remain anywhere. */
export const planted = [
  ...['erna.planted@kranich.example', 'erna.former@kranich.example', 'Gundelinde', 'Plantagenet', 'Kranichwerke'],
  ...['ACC-PLANTED-1', 'Kranichgasse 12', 'PO 10999', 'Kranichstadt', 'Hinterhaus', '+49 30 5550177', '030-5550178'],
  ...['203.0.113.77', '2001:db8::77', 'DE999777555', 'Please call Mrs P', 'kranich-tag', 'invoice-of-erna'],
  ...['kranich-page', 'erna-note', 'erna-card'],
];

export function withPlanted(event: TestEvent, more: object = {}): TestEvent {
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
      postalCode: 'PO 10999',
      country: 'DE',
    },
    payment: { type: 'creditcard', creditcard: 'visa', cardEnding: 'erna-card' },
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

/** All of Erna's data at FastSpring, and the events that name her. */
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

/** Erna with a lead, notes and tasks, and everywhere else that she may be named; and Ben. */
export async function startWithErna() {
  const stack = await startJobStack();
  const { sandbox } = stack;
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
  await plantElsewhere(stack, lead.id, bensLead.id);
  return { ...stack, lead, bensLead, events };
}

/** In rows that do not come from events. */
async function plantElsewhere(
  { prisma, accountId }: Pick<JobStack, 'prisma' | 'accountId'>,
  leadId: number,
  bensLeadId: number,
): Promise<void> {
  await prisma.paymentLink.create({
    data: {
      ...{
        id: crypto.randomUUID(),
        accountId,
        leadId: BigInt(leadId),
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
    data: { accountId, importId, identity: `account:${erna.accountId}`, email: erna.email },
  });
  const payload = JSON.stringify(withPlanted(orderCompleted('O-7', erna, 1)));
  await prisma.importItem.create({
    data: { accountId, importId, eventId: 'import:O-7', kind: 'order', known: false, type: 'order.completed', payload },
  });
  const details = { contact: 'Gundelinde Plantagenet', contactEmail: erna.email };
  await prisma.customerLead.updateMany({ where: { leadId: BigInt(bensLeadId) }, data: { details } });
  await prisma.customer.updateMany({
    where: { email: ben.email },
    data: {
      match: { why: { code: 'noLead', params: { contact: 'gundelinde  plantagenet' } }, candidates: [{ details }] },
    },
  });
}
