import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { bigLeadId, recordBigCustomer } from '../../../testing/server/api/big-customer.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import type { Database } from '../../platform/database/database.ts';
import { paymentsRoutes } from './payments-route.ts';

/** The announcements of each statement. */
async function hearEach(database: Database, statements: readonly string[]): Promise<readonly (readonly string[])[]> {
  const heard: string[] = [];
  const listening = database.listen('lead_payments', {
    onMessage: (payload) => void heard.push(payload),
    onGap: () => void heard.push('gap'),
    onLost: () => undefined,
  });
  onTestFinished(listening.close);
  await expect.poll(() => heard.splice(0)).toEqual(['gap']);
  const announced: string[][] = [];
  for (const statement of statements) {
    await database.query(statement);
    await database.query(`SELECT pg_notify('lead_payments', 'end')`);
    await expect.poll(() => heard.at(-1)).toBe('end');
    announced.push(heard.splice(0).slice(0, -1).toSorted());
  }
  return announced;
}

test('every change to what a card shows announces its lead, or the customer on none, and no other change does', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: randomUUID() } });
  await recordBigCustomer(database, accountId, { orders: 11, subscriptions: 1 });
  const { id: customerId } = await prisma.customer.findFirstOrThrow();
  const other = randomUUID();
  const digestOfB = createHash('sha256').update('b@acme.example').digest('hex');
  const link = `'${accountId}', '${randomUUID()}', 7, 'token', 'checkout', '', '', '', '', 1, '', 1, now()`;
  const candidates = (leadId: number) => `'{"candidates":[{"leadId":${leadId}}]}'`;
  const expected: readonly (readonly [statement: string, topics: readonly (number | string | null)[]])[] = [
    ['UPDATE facts SET data = data', [bigLeadId]],
    ['UPDATE orders SET fee = 1', [bigLeadId]],
    ['UPDATE subscriptions SET quantity = 2', [bigLeadId]],
    ['UPDATE refunds SET total = total', [bigLeadId]],
    [`UPDATE customers SET name = 'Anna'`, [bigLeadId]],
    [`INSERT INTO customers (id, account_id, identity) VALUES ('${other}', '${accountId}', 'other')`, []],
    [`UPDATE customers SET email_folded = 'b@acme.example' WHERE id = '${other}'`, [other, `address ${digestOfB}`]],
    [`UPDATE customers SET name = 'Berta' WHERE id = '${other}'`, [other]],
    [`UPDATE customers SET match = ${candidates(3)} WHERE id = '${other}'`, [3, other]],
    [`UPDATE customers SET match = ${candidates(4)} WHERE id = '${other}'`, [3, 4, other]],
    [`UPDATE customers SET match = NULL WHERE id = '${other}'`, [4, other]],
    [
      `INSERT INTO customer_leads (account_id, customer_id, lead_id, reason) VALUES ('${accountId}', '${other}', 5, 'hand')`,
      [5, other],
    ],
    [`UPDATE customer_leads SET contact_id = 1 WHERE lead_id = 5`, [5, other, 'contact 1']],
    [`UPDATE customer_leads SET contact_id = 2 WHERE lead_id = 5`, [5, other, 'contact 1', 'contact 2']],
    [`UPDATE customer_leads SET contact_id = NULL WHERE lead_id = 5`, [5, other, 'contact 2']],
    [`UPDATE customer_leads SET removed_at = now() WHERE lead_id = 5`, [5, other]],
    [
      `UPDATE facts SET customer_id = '${other}' WHERE fact_key = (SELECT min(fact_key) FROM facts)`,
      [5, other, bigLeadId],
    ],
    [`DELETE FROM customer_leads WHERE lead_id = 5`, [5, other]],
    [`UPDATE facts SET customer_id = '${customerId}'`, [bigLeadId, other]],
    [
      `INSERT INTO payment_links (account_id, id, lead_id, token, kind, fastspring_id, url, product, product_path, quantity, email, created_by, created_at) VALUES (${link})`,
      [7],
    ],
    ['UPDATE payment_links SET opened_at = now()', [7]],
    [`UPDATE accounts SET settings = '{"testOrders":"hide"}'`, [null]],
    [`UPDATE accounts SET consecutive_failures = 1, settings = settings`, []],
    [`UPDATE events SET state = state`, []],
    ['DELETE FROM refunds', [bigLeadId]],
    ['DELETE FROM orders', [bigLeadId]],
    ['DELETE FROM facts', [bigLeadId]],
  ];
  const announced = await hearEach(
    database,
    expected.map(([statement]) => statement),
  );
  const named = (topic: number | string | null) => (topic === null ? accountId : `${accountId}:${topic}`);
  expect(expected.map(([statement], index) => [statement, announced[index]])).toEqual(
    expected.map(([statement, topics]) => [statement, topics.map(named).toSorted()]),
  );
});

/** The route over HTTP, for an account without payments; it hears of changes through Postgres alone. */
async function startRoute() {
  const { database, prisma, kommo, accountId } = await startKommoStack();
  await prisma.event.create({
    data: { accountId, eventId: 'first', type: 'order.completed', payload: '{}', state: 'recorded' },
  });
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate }, { forceCloseConnections: 'idle' });
  const arrived: string[] = [];
  app.addHook('preHandler', async ({ url }) => void arrived.push(url));
  await app.register(paymentsRoutes);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const ask = async (query = '', known?: string | null, contacts?: object) => {
    const answer = await fetch(`${address}/api/v1/leads/${bigLeadId}/payments${query}`, {
      headers: {
        'accept-language': 'en',
        ...(known && !contacts && { 'if-none-match': known }),
        'content-type': 'application/json',
      },
      ...(contacts && { method: 'POST', body: JSON.stringify({ ...contacts, known }) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      etag: answer.headers.get('etag'),
      connection: answer.headers.get('connection'),
      view: text === '' ? null : JSON.parse(text),
    };
  };
  const pay = () => recordBigCustomer(database, accountId, { orders: 1, subscriptions: 1 });
  return { database, prisma, accountId, app, arrived, ask, pay };
}

test('a held request is answered when the lead is paid for, or after its time with nothing', async () => {
  const { ask, arrived, pay } = await startRoute();
  const { etag } = await ask();
  expect(await ask('?wait=0.05', etag)).toMatchObject({ status: 304, etag, view: null });
  const before = arrived.length;
  const held = ask('?wait=25', etag);
  await expect.poll(() => arrived.length).toBe(before + 1);
  await pay();
  const news = await held;
  expect(news.status).toBe(200);
  expect(news.view.orders).toHaveLength(1);
  expect(await ask('?wait=25', 'W/"other"')).toMatchObject({ status: 200 });
});

test('with the card’s contacts in the body too, until one of them is linked', async () => {
  const { ask, arrived, pay, prisma, accountId } = await startRoute();
  const contacts = { contacts: [{ id: 1, emails: ['big@acme.example'] }] };
  await pay();
  await prisma.customerLead.deleteMany();
  const { etag, view } = await ask('', undefined, contacts);
  expect(view.customers).toMatchObject([{ match: { confirmed: false } }]);
  expect(await ask('?wait=0.05', etag, contacts)).toMatchObject({ status: 204, etag, view: null });
  const before = arrived.length;
  const held = ask('?wait=25', etag, contacts);
  await expect.poll(() => arrived.length).toBe(before + 1);
  const { id: customerId } = await prisma.customer.findFirstOrThrow();
  await prisma.customerLead.create({ data: { accountId, customerId, leadId: bigLeadId, reason: 'email' } });
  expect((await held).view.customers).toMatchObject([{ match: { confirmed: true } }]);
});

test('a server that stops answers held requests at once', async () => {
  const { app, ask, arrived } = await startRoute();
  const { etag } = await ask();
  const before = arrived.length;
  const held = ask('?wait=25', etag);
  await expect.poll(() => arrived.length).toBe(before + 1);
  const closed = once(app.server, 'close');
  await app.close();
  expect(await held).toMatchObject({ status: 304, connection: 'close' });
  await closed;
});
