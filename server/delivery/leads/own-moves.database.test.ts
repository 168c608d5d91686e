import { expect, test } from 'vitest';
import { moveTo, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { stagesOf } from '../../../testing/server/delivery/stages-of.ts';

const patch = { method: 'PATCH', path: /\/leads$/ };

test('a person who moved the lead after the fact is not overridden', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now, passTime } = stack;
  const { offer, negotiation, won } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  passTime(60_000);
  await ask(lead.id, moveTo(offer), { occurredAt: now() });
  await deliver();
  passTime(60_000);
  const occurredAt = now();
  passTime(60_000);
  sandbox.moveLeadByHand(lead.id, negotiation);
  const move = await ask(lead.id, moveTo(won), { occurredAt });
  await deliver();
  expect(sandbox.lead(lead.id).status_id).toBe(negotiation);
  expect(await effect(move)).toMatchObject({ state: 'skipped' });
});

test('our own earlier move does not count as a person’s', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now, passTime } = stack;
  const { offer, negotiation } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  passTime(60_000);
  const occurredAt = now();
  passTime(60_000);
  await ask(lead.id, moveTo(offer), { occurredAt });
  await deliver();
  passTime(60_000);
  sandbox.updateLeadByHand(lead.id, { name: 'Acme GmbH' });
  const move = await ask(lead.id, moveTo(negotiation), { occurredAt: occurredAt + 1_000 });
  await deliver();
  expect(await effect(move)).toMatchObject({ state: 'done' });
  expect(sandbox.lead(lead.id).status_id).toBe(negotiation);
});

test.each(['reset_after', 'reset_before'] as const)(
  'a move whose answer was lost is settled by reading (%s)',
  async (kind) => {
    const stack = await startDeliveryStack();
    const { sandbox, ask, deliver, effect, now, passTime } = stack;
    const { offer, negotiation } = stagesOf(stack);
    const lead = sandbox.addLead({ name: 'Acme' });
    passTime(60_000);
    const occurredAt = now();
    passTime(60_000);
    const move = await ask(lead.id, moveTo(offer), { occurredAt });
    const fault = sandbox.faults.add({ kind, match: patch });
    await expect(deliver()).rejects.toThrow();
    expect(fault.hits()).toBe(1);
    passTime(10_000);
    await deliver();
    expect(await effect(move)).toMatchObject({ state: 'done' });
    expect(sandbox.lead(lead.id).status_id).toBe(offer);
    // Our own move is remembered as ours, so that the next fact may follow it.
    const next = await ask(lead.id, moveTo(negotiation), { occurredAt: occurredAt + 1_000 });
    await deliver();
    expect(await effect(next)).toMatchObject({ state: 'done' });
  },
);

test('a move carried out by a process that died does not count as a person’s', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now, passTime } = stack;
  const { offer, won } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  passTime(60_000);
  const occurredAt = now();
  passTime(60_000);
  await ask(lead.id, moveTo(offer), { occurredAt, state: 'sending' });
  await stack.kommo
    .forAccount(stack.accountId, 'background')
    .updateLeads([{ id: lead.id, pipeline_id: lead.pipeline_id, status_id: offer }]);
  const next = await ask(lead.id, moveTo(won), { occurredAt: occurredAt + 1_000 });
  await deliver();
  expect(await effect(next)).toMatchObject({ state: 'done' });
  expect(sandbox.lead(lead.id).status_id).toBe(won);
});

test('a move whose answer was lost stays ours when the lead needs another change by then', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now, passTime } = stack;
  const { offer, negotiation } = stagesOf(stack);
  const lead = sandbox.addLead({ name: 'Acme' });
  passTime(60_000);
  const occurredAt = now();
  passTime(60_000);
  const move = await ask(lead.id, moveTo(offer), { occurredAt });
  sandbox.faults.add({ kind: 'reset_after', match: patch });
  await expect(deliver()).rejects.toThrow();
  passTime(60_000);
  await ask(lead.id, { kind: 'price', price: '238.00', currency: 'EUR' });
  await deliver();
  expect(await effect(move)).toMatchObject({ state: 'done' });
  passTime(60_000);
  sandbox.updateLeadByHand(lead.id, { name: 'Acme GmbH' });
  const next = await ask(lead.id, moveTo(negotiation), { occurredAt: occurredAt + 1_000 });
  await deliver();
  expect(await effect(next)).toMatchObject({ state: 'done' });
  expect(sandbox.lead(lead.id).status_id).toBe(negotiation);
});
