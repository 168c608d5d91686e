import { expect, test } from 'vitest';
import { moveTo, note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { stagesOf } from '../../../testing/server/delivery/stages-of.ts';

test('a move, a price, tags and a note of one payment are three requests', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver } = stack;
  const { offer, sales } = stagesOf(stack);
  const warmUp = sandbox.addLead({ name: 'Before' });
  await ask(warmUp.id, moveTo(offer));
  await deliver();
  const lead = sandbox.addLead({ name: 'Acme' });
  stack.passTime(60_000);
  await ask(lead.id, moveTo(offer), { occurredAt: stack.now() });
  await ask(lead.id, { kind: 'price', price: '238.00', currency: 'EUR' });
  await ask(lead.id, { kind: 'tags', tags: ['customer'] });
  await ask(lead.id, note('Paid'));
  sandbox.forgetRequests();
  await deliver();
  expect(sandbox.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
    'GET /demo/api/v4/leads',
    'PATCH /demo/api/v4/leads',
    'POST /demo/api/v4/leads/notes',
  ]);
  expect(sandbox.lead(lead.id)).toMatchObject({ status_id: offer, pipeline_id: sales, price: 238 });
  expect(sandbox.lead(lead.id).tags.map((tag) => tag.name)).toEqual(['customer']);
});

test('changes of 120 leads are one reading and three writings', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver } = stack;
  const { offer } = stagesOf(stack);
  await ask(sandbox.addLead({ name: 'Before' }).id, moveTo(offer));
  await deliver();
  const leads = Array.from({ length: 120 }, (_, index) => sandbox.addLead({ name: `Lead ${index}` }));
  stack.passTime(60_000);
  for (const lead of leads) await ask(lead.id, moveTo(offer), { occurredAt: stack.now() });
  sandbox.forgetRequests();
  await deliver();
  expect(sandbox.callCount()).toBe(4);
  expect(leads.every((lead) => sandbox.lead(lead.id).status_id === offer)).toBe(true);
});

test('several moves of one lead are folded into the last one', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect } = stack;
  const { offer, subscribed } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  const first = await ask(lead.id, moveTo(offer));
  const last = await ask(lead.id, moveTo(subscribed));
  await deliver();
  expect(sandbox.lead(lead.id).status_id).toBe(subscribed);
  expect(await effect(first)).toMatchObject({ state: 'skipped' });
  expect(await effect(last)).toMatchObject({ state: 'done' });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
});

test('an older fact that arrives late moves nothing', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now } = stack;
  const { offer, won } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  stack.passTime(60_000);
  await ask(lead.id, moveTo(offer), { occurredAt: now() });
  await deliver();
  const late = await ask(lead.id, moveTo(won), { occurredAt: now() - 30_000 });
  await deliver();
  expect(sandbox.lead(lead.id).status_id).toBe(offer);
  expect(await effect(late)).toMatchObject({ state: 'skipped' });
});

test('only the value that Kommo refuses fails, the other changes of the batch are made', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect } = stack;
  const { offer } = stagesOf(stack);
  const [one, other] = [sandbox.addLead({ name: 'One' }), sandbox.addLead({ name: 'Other' })];
  const move = await ask(one.id, moveTo(offer));
  const field = await ask(one.id, { kind: 'fields', values: [{ fieldId: 999_999, value: 'paid' }] });
  const elsewhere = await ask(other.id, moveTo(offer));
  await deliver();
  expect(await effect(field)).toMatchObject({
    state: 'failed',
    lastError: expect.stringContaining('custom_fields_values'),
  });
  expect(await effect(move)).toMatchObject({ state: 'done' });
  expect(await effect(elsewhere)).toMatchObject({ state: 'done' });
  expect([one, other].map((lead) => sandbox.lead(lead.id).status_id)).toEqual([offer, offer]);
});

test('a stage that was added since the pipelines were read is found by reading them again', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect } = stack;
  const { offer } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  await ask(lead.id, moveTo(offer));
  await deliver();
  sandbox
    .account()
    .pipelines[0]?.statuses.push({ id: 777, name: 'Onboarding', sort: 70, is_editable: true, color: '#fff', type: 0 });
  stack.passTime(60_000);
  const move = await ask(lead.id, moveTo(777), { occurredAt: stack.now() });
  await deliver();
  expect(await effect(move)).toMatchObject({ state: 'done' });
  expect(sandbox.lead(lead.id).status_id).toBe(777);
});

test('a missing stage is reported, and nothing is sent', async () => {
  const stack = await startDeliveryStack();
  const lead = stack.sandbox.addLead({ name: 'Acme' });
  const move = await stack.ask(lead.id, moveTo(4_711));
  await stack.deliver();
  expect(await stack.effect(move)).toMatchObject({ state: 'skipped', lastError: expect.stringContaining('4711') });
  expect(stack.sandbox.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
});

test('a deleted lead fails with a reason', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, prisma } = stack;
  const lead = sandbox.addLead({ name: 'Acme' });
  const first = await ask(lead.id, moveTo(stagesOf(stack).offer));
  await deliver();
  expect(await effect(first)).toMatchObject({ state: 'done' });
  sandbox.deleteLeadByHand(lead.id);
  const second = await ask(lead.id, moveTo(142));
  await deliver();
  expect(await effect(second)).toMatchObject({ state: 'failed', lastError: expect.stringContaining('deleted') });
  expect(await prisma.lead.findFirst()).toMatchObject({ isDeleted: true });
});

test('a lead that already has the wanted values is not written to', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, prisma } = stack;
  const { offer, sales } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme', pipeline_id: sales, status_id: offer });
  const move = await ask(lead.id, moveTo(offer));
  await deliver();
  expect(await effect(move)).toMatchObject({ state: 'done', attempts: 0 });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  expect((await prisma.lead.findFirstOrThrow()).movedByFactKey).not.toBeNull();
});
