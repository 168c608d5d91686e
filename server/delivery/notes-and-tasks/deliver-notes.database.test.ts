import { expect, test } from 'vitest';
import { note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { KommoNotSent, KommoUncertain } from '../../kommo/requests/errors.ts';
import { markersOf } from '../../rules/planning/marker.ts';
import { leadGone } from '../leads/gone-leads.ts';

const notes = { method: 'POST', path: /\/leads\/notes/ };

test('120 notes are three requests, and each lead’s notes are in the order of their facts', async () => {
  const { sandbox, ask, deliver } = await startDeliveryStack();
  const leads = [sandbox.addLead({ name: 'One' }), sandbox.addLead({ name: 'Two' })];
  for (let index = 0; index < 120; index += 1) await ask(leads[index % 2]?.id ?? 0, note(`#${index}`));
  sandbox.forgetRequests();
  await deliver();
  expect(sandbox.callCount()).toBe(3);
  const numbers = sandbox
    .notesOf(leads[1]?.id ?? 0)
    .map((written) => Number(/#(\d+)/.exec(`${written.params.text}`)?.[1]));
  expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => 2 * index + 1));
});

test('a note whose answer was lost is found by its mark and not written again', async () => {
  const { sandbox, ask, deliver, effect, passTime } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid'));
  sandbox.faults.add({ kind: 'reset_after', match: notes });
  await expect(deliver()).rejects.toThrow(KommoUncertain);
  expect(await effect(id)).toMatchObject({ state: 'uncertain', attempts: 1 });
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'uncertain' });
  passTime(10_000);
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'done', attempts: 1, kommoId: sandbox.notesOf(lead.id)[0]?.id });
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
});

test('a note that an earlier version wrote, with its longer mark, is found and not written again', async () => {
  const { sandbox, ask, deliver, effect, prisma, passTime } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid'));
  sandbox.faults.add({ kind: 'reset_after', match: notes });
  await expect(deliver()).rejects.toThrow(KommoUncertain);
  const { key } = await prisma.effect.findFirstOrThrow({ where: { id } });
  const [written] = sandbox.notesOf(lead.id);
  const [mark = '', formerMark = ''] = markersOf(key);
  expect(written?.params.text).toBe(`Paid ${mark}`);
  Object.assign(written?.params ?? {}, { text: `Paid ${formerMark}` });
  for (let run = 0; run < 2; run += 1) {
    passTime(10_000);
    await deliver();
  }
  expect(await effect(id)).toMatchObject({ state: 'done', attempts: 1, kommoId: written?.id });
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
});

test('a note that Kommo lost with a 500 is searched for and then written', async () => {
  const { sandbox, ask, deliver, effect, passTime } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid'));
  sandbox.faults.add({ kind: 'status', status: 500, when: 'before', match: notes });
  await expect(deliver()).rejects.toThrow(KommoUncertain);
  expect(sandbox.notesOf(lead.id)).toHaveLength(0);
  passTime(10_000);
  await deliver();
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(await effect(id)).toMatchObject({ state: 'done', attempts: 2 });
});

test('a 429 does not count as an attempt, and the note is sent later', async () => {
  const { sandbox, ask, deliver, effect, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid'));
  sandbox.faults.add({ kind: 'text_429', retryAfter: 3, match: notes });
  const failure = await deliver().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(KommoNotSent);
  expect(await effect(id)).toMatchObject({ state: 'open', attempts: 0 });
  await prisma.account.updateMany({ data: { pausedUntil: null } });
  await deliver();
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
});

test('notes that a killed process was sending are searched for, and written only if missing', async () => {
  const { sandbox, ask, deliver, effect, passTime, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const applied = await ask(lead.id, note('Applied'));
  await deliver();
  await prisma.effect.updateMany({ where: { id: applied }, data: { state: 'sending', kommoId: null, doneAt: null } });
  const lost = await ask(lead.id, note('Lost'), { state: 'sending' });
  await deliver();
  passTime(20_000);
  await deliver();
  expect(sandbox.notesOf(lead.id).map((written) => `${written.params.text}`.split(' ')[0])).toEqual([
    'Applied',
    'Lost',
  ]);
  expect(await effect(applied)).toMatchObject({ state: 'done', attempts: 1 });
  expect(await effect(lost)).toMatchObject({ state: 'done', attempts: 2 });
});

test('a note waits for the earlier one of its lead, and other leads wait for neither', async () => {
  const { sandbox, ask, deliver, effect, passTime } = await startDeliveryStack();
  const [one, other] = [sandbox.addLead({ name: 'One' }), sandbox.addLead({ name: 'Other' })];
  const first = await ask(one.id, note('First'));
  sandbox.faults.add({ kind: 'status', status: 502, when: 'before', match: notes });
  await deliver().catch(() => undefined);
  const second = await ask(one.id, note('Second'));
  const elsewhere = await ask(other.id, note('Elsewhere'));
  await deliver();
  expect(await effect(second)).toMatchObject({ state: 'open' });
  expect(await effect(elsewhere)).toMatchObject({ state: 'done' });
  passTime(10_000);
  await deliver();
  expect(await effect(first)).toMatchObject({ state: 'done' });
  expect(sandbox.notesOf(one.id).map((written) => `${written.params.text}`.split(' ')[0])).toEqual(['First', 'Second']);
});

test('a batch refused for one note is sent without it, and that one fails because its lead is gone', async () => {
  const { sandbox, ask, deliverThroughFailures, effect } = await startDeliveryStack();
  const leads = Array.from({ length: 5 }, (_, index) => sandbox.addLead({ name: `Lead ${index}` }));
  const good = await Promise.all(leads.map((lead) => ask(lead.id, note('Paid'))));
  const bad = await ask(999_999_999, note('Nowhere'));
  await deliverThroughFailures();
  for (const lead of leads) expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  for (const id of good) expect(await effect(id)).toMatchObject({ state: 'done' });
  const failed = await effect(bad);
  expect(failed).toMatchObject({ state: 'failed', lastError: leadGone });
});

test('a refused batch without a named element is split until the culprit is alone', async () => {
  const { sandbox, ask, deliverThroughFailures, effect } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const ids = await Promise.all(Array.from({ length: 8 }, (_, index) => ask(lead.id, note(`#${index}`))));
  const refusal = { title: 'Bad Request', status: 400, detail: 'Something is wrong' };
  sandbox.faults.add({ kind: 'status', status: 400, body: refusal, when: 'before', times: 3, match: notes });
  await deliverThroughFailures();
  expect(sandbox.notesOf(lead.id)).toHaveLength(8);
  for (const id of ids) expect(await effect(id)).toMatchObject({ state: 'done' });
});

test('a note that Kommo always fails on ends up alone, and the others are written', async () => {
  const { sandbox, ask, deliver, effect, passTime } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  for (let index = 0; index < 20; index += 1) await ask(lead.id, note(`#${index}`));
  sandbox.faults.add({ kind: 'status', status: 500, when: 'before', times: 6, match: notes });
  for (let run = 0; run < 12; run += 1) {
    await deliver().catch(() => undefined);
    passTime(300_000);
  }
  expect(sandbox.notesOf(lead.id)).toHaveLength(20);
  expect(await effect(await ask(lead.id, note('Last')))).toMatchObject({ state: 'open' });
});
