import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import { Amo } from '@shevernitskiy/amo';
import { Client } from 'amocrm-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KommoSandbox, startKommoSandbox } from './index.ts';
import { WON } from './records/entities.ts';

/** Third-party client libraries for the real Kommo do a day's work: the sandbox has everything that they rely on. */
let sandbox: KommoSandbox;
let host: string;

beforeEach(async () => {
  sandbox = await startKommoSandbox({ limit: { requests: Number.POSITIVE_INFINITY } });
  host = new URL(sandbox.addressOf('demo')).host;
  speakPlainHttp(Number(new URL(sandbox.origin).port));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await sandbox.close();
});

/** Both clients use `https:` for Kommo, one of them without a port. */
function speakPlainHttp(port: number): void {
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) => fetch(address.replace('https:', 'http:'), init));
  const request = (options: RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) =>
    http.request({ ...options, port }, onAnswer);
  vi.spyOn(https, 'request').mockImplementation(request as typeof https.request);
}

function login() {
  const { clientId, clientSecret, redirectUri } = sandbox.integration();
  return {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    code: sandbox.authorizationCode(),
  };
}

const hook = 'https://payments.example/hook';

test('a day of @shevernitskiy/amo', async () => {
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const amo = new Amo(host, { ...login(), grant_type: 'authorization_code' }, { request_delay: 1 });

  expect(await amo.account.getAccount()).toMatchObject({ subdomain: 'demo' });
  const found = await amo.contact.getContacts({ query: 'anna@acme.example' });
  expect(found._embedded.contacts.map(({ id }) => id)).toEqual([contact.id]);
  await amo.lead.updateLeadById(lead.id, { price: 238, status_id: WON });
  await amo.note.addNotes('leads', [{ entity_id: lead.id, note_type: 'common', params: { text: 'Paid' } }]);
  await amo.task.addTasks([{ text: 'Call', complete_till: 1_800_000_000, entity_id: lead.id, entity_type: 'leads' }]);
  await amo.tag.addTags('leads', [{ name: 'paid', color: null }]);
  await amo.custom_fields.addCustomFields('leads', [{ name: 'Plan', type: 'text' }]);
  await amo.webhook.addWebhook({ destination: hook, settings: ['update_lead'], sort: 10 });

  expect(sandbox.lead(lead.id)).toMatchObject({ price: 238, status_id: WON });
  expect(sandbox.notesOf(lead.id).map(({ params }) => params.text)).toEqual(['Paid']);
  expect((await amo.task.getTasks())._embedded.tasks).toMatchObject([{ text: 'Call', entity_id: lead.id }]);
  expect((await amo.tag.getTags('leads'))._embedded.tags).toMatchObject([{ name: 'paid' }]);
  expect((await amo.custom_fields.getCustomFields('leads'))._embedded.custom_fields).toMatchObject([{ name: 'Plan' }]);
  expect((await amo.webhook.getWebhooks())._embedded.webhooks).toMatchObject([{ destination: hook }]);
  await amo.webhook.deleteWebhook({ destination: hook });
});

test('a day of amocrm-js', async () => {
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const client = new Client({ domain: 'demo.localhost', auth: login() });
  const ask = async (method: 'get' | 'post' | 'patch', path: string, data?: object) => {
    const { response, data: answer } = await client.request[method](`/api/v4/${path}`, data);
    expect(response.statusCode, path).toBeOneOf([200, 201]);
    return answer;
  };

  expect(await client.connection.connect()).toBe(true);
  expect(await ask('get', 'account')).toMatchObject({ subdomain: 'demo' });
  expect((await client.contacts.get({ query: 'anna@acme.example' }))?.getData().map(({ id }) => id)).toEqual([
    contact.id,
  ]);
  const own = await client.leads.getById(lead.id);
  if (!own) throw new Error('The lead is not found');
  own.price = 238;
  own.status_id = WON;
  await own.save();
  await ask('post', 'leads/notes', [{ entity_id: lead.id, note_type: 'common', params: { text: 'Paid' } }]);
  await client.tasks.create([{ text: 'Call', complete_till: 1_800_000_000, entity_id: lead.id, entity_type: 'leads' }]);
  await ask('post', 'leads/tags', [{ name: 'paid' }]);
  await ask('post', 'leads/custom_fields', [{ name: 'Plan', type: 'text' }]);
  await ask('post', 'webhooks', { destination: hook, settings: ['update_lead'] });

  expect(sandbox.lead(lead.id)).toMatchObject({ price: 238, status_id: WON });
  expect(sandbox.notesOf(lead.id).map(({ params }) => params.text)).toEqual(['Paid']);
  expect((await client.tasks.get())?.getData().map(({ text }) => text)).toEqual(['Call']);
  expect(await ask('get', 'leads/tags')).toMatchObject({ _embedded: { tags: [{ name: 'paid' }] } });
  expect(await ask('get', 'webhooks')).toMatchObject({ _embedded: { webhooks: [{ destination: hook }] } });
});
