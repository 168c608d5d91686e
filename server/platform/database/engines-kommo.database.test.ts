import { describe, expect, test } from 'vitest';
import { engines, useEngines } from '../../../testing/postgres/engines.ts';
import type { KommoSandbox } from '../../../testing/sandbox/kommo/index.ts';
import { note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { silent, startKommo, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { allow, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';
import { startSingleAccount } from '../../../testing/server/kommo/single-account-stack.ts';
import { anna, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { KommoNotSent } from '../../kommo/requests/errors.ts';
import { createRequestSlots } from '../../kommo/requests/request-slots.ts';
import { withMarker } from '../../rules/planning/marker.ts';

const callsOf = ({ requests }: Pick<KommoSandbox, 'requests'>) =>
  requests.map(({ method, path }) => `${method} ${path.split('?')[0]?.replace('/demo/api/v4', '')}`);

const openEngine = useEngines();

describe.each(engines)('on %s', (engine) => {
  test('slots are counted, freed a window after the answer, and swept', async () => {
    const { prisma } = await openEngine(engine);
    const minute = 60_000;
    // Long enough that the test never outlasts it, even on a slow machine.
    const slots = createRequestSlots(prisma, 10 * minute, silent);
    const age = (id: bigint, milliseconds: number) =>
      prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = counts_to - ${milliseconds} * interval '1 millisecond' WHERE id = ${id}`;
    const claims = await Promise.all([slots.claim(2, 0), slots.claim(2, 0), slots.claim(2, 0)]);
    const granted = claims.flatMap((claim) => (claim.granted ? [claim.slotId] : []));
    expect(granted).toHaveLength(2);
    const [first = 0n, second = 0n] = granted;
    // No answer has arrived yet: the earliest moment at which a slot can be free is a window away.
    const waitIsAbout = (wait: number) => ({
      granted: false,
      wait: expect.toSatisfy((ms) => ms <= wait && ms > wait - minute),
    });
    expect(await slots.claim(2, 0)).toEqual(waitIsAbout(10 * minute));
    await slots.release(first);
    await age(first, 3 * minute);
    expect(await slots.claim(2, 0)).toEqual(waitIsAbout(7 * minute));
    await age(first, 7 * minute);
    expect(await slots.claim(2, 0)).toMatchObject({ granted: true });
    await slots.cancel(second);
    expect(await slots.claim(2, 0)).toMatchObject({ granted: true });
    await age(first, 100 * minute);
    await slots.claim(2, 0);
    expect(await prisma.outgoingRequest.count({ where: { id: first } })).toBe(0);
  });

  test('a 429 pauses the account for as long as Kommo says, for all processes', async () => {
    const { sandbox, prisma, config, kommo, accountId } = await startKommoStack({ database: await openEngine(engine) });
    sandbox.faults.add({ kind: 'status', status: 429, body: { title: 'Too Many Requests', retry_after: 300 } });
    const api = kommo.forAccount(accountId, 'interactive');
    await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent', retryAfter: 300_000 });
    const refused = startKommo(prisma, config).forAccount(accountId, 'interactive').getPipelines();
    await expect(refused).rejects.toThrow(KommoNotSent);
    await expect(refused).rejects.toMatchObject({
      retryAfter: expect.toSatisfy((wait: number) => wait > 200_000 && wait <= 330_000),
    });
    expect(sandbox.callCount()).toBe(1);
    await prisma.account.updateMany({ data: { pausedUntil: null } });
    expect(await api.getPipelines()).not.toHaveLength(0);
  });

  test('many calls of two processes refresh an expiring token pair once', async () => {
    const { sandbox, prisma, config, kommo, accountId } = await startKommoStack({ database: await openEngine(engine) });
    await prisma.kommoToken.updateMany({ data: { expiresAt: new Date(Date.now() + 60_000) } });
    const other = startKommo(prisma, config);
    const calls = [kommo, other, kommo, other].map((process) =>
      process.forAccount(accountId, 'interactive').getPipelines(),
    );
    expect((await Promise.all(calls)).every((pipelines) => pipelines.length > 0)).toBe(true);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/oauth2/access_token'))).toHaveLength(1);
    expect(await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } })).toMatchObject({
      version: 2,
      refreshClaim: null,
    });
  });

  test('Kommo is asked for its pipelines once, and again when they are too old or on demand', async () => {
    const { sandbox, prisma, kommo, accountId } = await startKommoStack({ database: await openEngine(engine) });
    const first = await kommo.memory.pipelines(accountId);
    expect(first.map(({ name }) => name)).toEqual(sandbox.account().pipelines.map(({ name }) => name));
    expect(await kommo.memory.pipelines(accountId)).toEqual(first);
    expect(sandbox.callCount()).toBe(1);
    await kommo.memory.pipelines(accountId, 'fresh');
    expect(sandbox.callCount()).toBe(2);
    await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - interval '2 hours'`;
    await kommo.memory.pipelines(accountId);
    expect(sandbox.callCount()).toBe(3);
  });

  test('a person installs: consent, callback, an account with its tokens', async () => {
    const { sandbox, prisma, visit, kommo } = await startOauth(await openEngine(engine));
    const consent = await visit('/oauth/install');
    expect(consent.status).toBe(302);
    const address = new URL(consent.headers.get('location') ?? '');
    expect(address.origin + address.pathname).toBe(sandbox.oauthUrl);
    const page = await visit(await allow(sandbox, address));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Connected');
    expect(page.text).toContain(sandbox.account().name);

    const account = await prisma.account.findFirstOrThrow();
    const { id, subdomain, name, language, currency, timezone } = sandbox.account();
    expect(account).toMatchObject({
      kommoAccountId: BigInt(id),
      subdomain,
      name,
      language,
      currency,
      timeZone: timezone,
      state: 'connected',
    });
    expect(Buffer.from(account.webhookKey, 'base64url')).toHaveLength(32);
    expect(await kommo.forAccount(account.id, 'interactive').getAccount()).toMatchObject({ id });
    const pending = await prisma.pendingInstall.findFirstOrThrow();
    expect(pending).toMatchObject({ state: 'done', code: '', stateNonce: expect.any(String) });
  });

  test('the single account exists before the first request to Kommo, and works after it', async () => {
    const { sandbox, prisma, boot } = await startSingleAccount(await openEngine(engine));
    const { kommo, accountId } = await boot();
    expect(sandbox.callCount()).toBe(0);
    expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      kommoAccountId: null,
      subdomain: 'demo',
      singleAccount: true,
      state: 'connected',
    });
    sandbox.faults.add({ kind: 'reset_before' });
    await kommo.singleAccount?.identify();
    expect(await prisma.account.findFirstOrThrow()).toMatchObject({ kommoAccountId: null, state: 'connected' });
    await kommo.singleAccount?.identify();
    const { id, name, currency } = sandbox.account();
    expect(await prisma.account.findFirstOrThrow()).toMatchObject({ kommoAccountId: BigInt(id), name, currency });
    const calls = sandbox.callCount();
    await kommo.singleAccount?.identify();
    expect(sandbox.callCount()).toBe(calls);
    expect(await kommo.forAccount(accountId, 'background').getAccount()).toMatchObject({ id });
  });

  test('a note is written once, with its mark, and Kommo’s id is stored', async () => {
    const { sandbox, ask, deliver, effect, prisma } = await startDeliveryStack({ database: await openEngine(engine) });
    const lead = sandbox.addLead({ name: 'Acme' });
    const id = await ask(lead.id, note('Paid 238.00 EUR'));
    await deliver();
    await deliver();
    const [written, ...others] = sandbox.notesOf(lead.id);
    expect(others).toEqual([]);
    const { key } = await prisma.effect.findUniqueOrThrow({ where: { id } });
    expect(written?.params).toEqual({ service: 'FastSpring', text: withMarker('Paid 238.00 EUR', key) });
    expect(await effect(id)).toEqual({ state: 'done', attempts: 1, kommoId: written?.id, lastError: null });
  });

  test('a first payment costs four requests: one note, one move', async () => {
    const stack = await startJobStack({ database: await openEngine(engine) });
    const { sandbox } = stack;
    const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
    const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
    const [sales] = sandbox.account().pipelines;
    const statusId = sales?.statuses.find(({ name }) => name === 'Subscribed')?.id ?? 0;
    await stack.saveSettings({ rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId } }] });
    await stack.work();
    stack.passTime(60_000);
    sandbox.forgetRequests();
    await stack.store([orderCompleted('order-1', anna, stack.now())]);
    await stack.work();
    expect(sandbox.lead(lead.id).status_id).toBe(statusId);
    expect(sandbox.notesOf(lead.id)).toHaveLength(1);
    expect(callsOf(sandbox)).toEqual(['GET /contacts', 'GET /leads', 'PATCH /leads', 'POST /leads/notes']);
  });

  test('an unmatched customer gets a contact and a lead in the product’s pipeline, with the payment on it', async () => {
    const stack = await startJobStack({ database: await openEngine(engine) });
    const { sandbox, prisma } = stack;
    const renewals = sandbox.account().pipelines[1];
    await prisma.account.updateMany({ data: { currency: 'EUR' } });
    await stack.saveSettings({
      matching: { createWhenUnmatched: 'lead' },
      products: [{ sku: 'PRO-*', pipelineId: renewals?.id }],
    });
    const jo = buyer(1);
    await stack.store([orderCompleted('order-1', jo, stack.now())]);
    await stack.work();
    const [lead, ...others] = sandbox.account().leads.values();
    expect(others).toEqual([]);
    expect(lead).toMatchObject({ name: 'First1 Last1, Pro plan', price: 238, pipeline_id: renewals?.id });
    expect(renewals?.statuses.find(({ id }) => id === lead?.status_id)).toMatchObject({ name: 'Due' });
    expect(lead?.tags.map(({ name }) => name)).toEqual(['FastSpring']);
    const contacts = [...sandbox.account().contacts.values()];
    expect(contacts).toMatchObject([{ name: 'First1 Last1' }]);
    expect(JSON.stringify(contacts[0])).toContain(jo.email);
    expect(sandbox.notesOf(lead?.id ?? 0)).toHaveLength(1);
    expect(await prisma.customerLead.findFirstOrThrow()).toMatchObject({ reason: 'created', linkedBy: null });
  });
});
