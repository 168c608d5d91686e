import { createServer } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { listenLocally } from '../../http/listen.ts';
import type { KommoSandbox } from '../index.ts';
import { createCaller } from '../test-caller.ts';
import { test } from '../test-sandbox.ts';

const minute = 60_000;

async function subscribe(sandbox: KommoSandbox, answer: () => number): Promise<{ bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    bodies.push(body);
    response.writeHead(answer()).end();
  });
  onTestFinished(() => void server.close());
  const destination = `${await listenLocally(server)}/kommo`;
  const settings = ['add_contact', 'update_contact', 'delete_contact', 'add_lead', 'delete_lead'];
  await createCaller(sandbox)('POST', '/webhooks', { destination, settings });
  return { bodies };
}

test('a form with nested names reports created, changed, merged and deleted entities', async ({ sandbox }) => {
  const { bodies } = await subscribe(sandbox, () => 200);
  const kept = sandbox.addContact({ name: 'Ann', emails: ['ann@acme.example'] });
  const merged = sandbox.addContact({ name: 'Anna' });
  sandbox.mergeContactsByHand(kept.id, merged.id);
  expect(await sandbox.callWebhooks()).toEqual([200, 200, 200, 200]);
  const [added] = bodies.map((body) => Object.fromEntries(new URLSearchParams(body)));
  expect(added).toMatchObject({
    'contacts[add][0][id]': String(kept.id),
    'contacts[add][0][custom_fields][0][values][0][value]': 'ann@acme.example',
    'account[subdomain]': 'demo',
  });
  expect(bodies.map((body) => decodeURIComponent(body.split('=')[0] ?? ''))).toEqual([
    'contacts[add][0][id]',
    'contacts[add][0][id]',
    'contacts[update][0][id]',
    'contacts[delete][0][id]',
  ]);
});

test('companies are reported as contacts, with their type', async ({ sandbox }) => {
  const { bodies } = await subscribe(sandbox, () => 200);
  const { id } = sandbox.addCompany({ name: 'Acme' });
  await createCaller(sandbox)('PATCH', `/companies/${id}`, { name: 'Acme GmbH' });
  await sandbox.callWebhooks();
  expect(bodies.map((body) => Object.fromEntries(new URLSearchParams(body)))).toMatchObject([
    { 'contacts[add][0][id]': String(id), 'contacts[add][0][type]': 'company' },
    { 'contacts[update][0][id]': String(id), 'contacts[update][0][type]': 'company' },
  ]);
});

test('four attempts follow a bad answer, and a hundred bad answers switch the address off', async ({ sandbox }) => {
  const { bodies } = await subscribe(sandbox, () => 500);
  sandbox.addContact({ name: 'Ann' });
  for (const wait of [0, 5, 15, 15, 60, 600]) {
    sandbox.advanceTime(wait * minute);
    await sandbox.callWebhooks();
  }
  expect(bodies).toHaveLength(5);
  for (let index = 0; index < 110; index += 1) sandbox.addContact({ name: `Contact ${index}` });
  await sandbox.callWebhooks();
  expect(bodies).toHaveLength(5 + 101);
  expect([...sandbox.account().webhooks.values()]).toMatchObject([{ disabled: true }]);
});
