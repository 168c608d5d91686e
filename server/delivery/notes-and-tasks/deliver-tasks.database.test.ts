import { expect, test } from 'vitest';
import { startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import type { EffectContent } from '../../rules/planning/effect.ts';

const tasks = { method: 'POST', path: /\/tasks/ };
const task = (text: string): EffectContent => ({ kind: 'task', typeId: 1, text, dueAt: 1_893_456_000 });

test('a task goes to the lead’s responsible user', async () => {
  const { sandbox, ask, deliver, effect } = await startDeliveryStack();
  const seller = sandbox.account().users[1]?.id ?? 0;
  const lead = sandbox.addLead({ name: 'Acme', responsible_user_id: seller });
  const id = await ask(lead.id, task('Winback call'));
  await deliver();
  const [created, ...others] = sandbox.tasksOf(lead.id);
  expect(others).toEqual([]);
  expect(created).toMatchObject({ responsible_user_id: seller, complete_till: 1_893_456_000, task_type_id: 1 });
  expect(created?.text).toMatch(/^Winback call \[fs:/);
  expect(await effect(id)).toMatchObject({ state: 'done', kommoId: created?.id });
});

test('a task delivered after its due time is due immediately', async () => {
  const { sandbox, ask, deliver } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const before = Math.floor(Date.now() / 1000);
  await ask(lead.id, { kind: 'task', typeId: 1, text: 'Call', dueAt: before - 86_400 });
  await deliver();
  expect(sandbox.tasksOf(lead.id)[0]?.complete_till).toBeGreaterThanOrEqual(before);
});

test('a responsible user who has left the account gets no task', async () => {
  const { sandbox, ask, deliver, effect } = await startDeliveryStack();
  const left = sandbox.account().users[2]?.id ?? 0;
  const lead = sandbox.addLead({ name: 'Acme', responsible_user_id: left });
  const id = await ask(lead.id, task('Winback call'));
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'done' });
  expect(sandbox.tasksOf(lead.id)[0]?.responsible_user_id).not.toBe(left);
});

test('a user deactivated since the users were read is noticed by the refusal, and the task is created without', async () => {
  const { sandbox, ask, deliver, deliverThroughFailures, effect } = await startDeliveryStack();
  const seller = sandbox.account().users[1]?.id ?? 0;
  const lead = sandbox.addLead({ name: 'Acme', responsible_user_id: seller });
  await ask(lead.id, task('First'));
  await deliver();
  sandbox.deactivateUser(seller);
  const id = await ask(lead.id, task('Second'));
  await deliverThroughFailures();
  expect(await effect(id)).toMatchObject({ state: 'done' });
  expect(sandbox.tasksOf(lead.id).map((created) => created.responsible_user_id === seller)).toEqual([true, false]);
});

test('a task whose answer was lost is found and not created again', async () => {
  const { sandbox, ask, deliverThroughFailures, effect } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, task('Winback call'));
  sandbox.faults.add({ kind: 'reset_after', match: tasks });
  await deliverThroughFailures();
  expect(sandbox.tasksOf(lead.id)).toHaveLength(1);
  expect(await effect(id)).toMatchObject({ state: 'done', kommoId: sandbox.tasksOf(lead.id)[0]?.id });
});

test('a task of a type that does not exist fails with Kommo’s reason, the others are created', async () => {
  const { sandbox, ask, deliverThroughFailures, effect } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const bad = await ask(lead.id, { kind: 'task', typeId: 4711, text: 'Bad', dueAt: 1_893_456_000 });
  const good = await ask(lead.id, task('Good'));
  await deliverThroughFailures();
  expect(await effect(bad)).toMatchObject({ state: 'failed', lastError: expect.stringContaining('task_type_id') });
  expect(await effect(good)).toMatchObject({ state: 'done' });
});

test('a settled task is completed', async () => {
  const { sandbox, ask, deliver, effect, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const created = await ask(lead.id, task('Payment is overdue'));
  await deliver();
  const { key: taskEffectKey } = await prisma.effect.findFirstOrThrow({ where: { id: created } });
  const completion = await ask(lead.id, { kind: 'complete_task', taskEffectKey, result: 'Paid' });
  await deliver();
  expect(sandbox.tasksOf(lead.id)[0]).toMatchObject({ is_completed: true, result: { text: 'Paid' } });
  expect(await effect(completion)).toMatchObject({ state: 'done' });
});

test('a task that is settled before it was created is never created', async () => {
  const { sandbox, ask, deliver, effect, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const created = await ask(lead.id, task('Payment is overdue'));
  const { key: taskEffectKey } = await prisma.effect.findFirstOrThrow({ where: { id: created } });
  const completion = await ask(lead.id, { kind: 'complete_task', taskEffectKey, result: 'Paid' });
  await deliver();
  expect(sandbox.tasksOf(lead.id)).toEqual([]);
  expect(await effect(created)).toMatchObject({ state: 'skipped' });
  expect(await effect(completion)).toMatchObject({ state: 'skipped' });
});

test('a completion waits for a task that may or may not have been created', async () => {
  const { sandbox, ask, deliver, deliverThroughFailures, effect, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const created = await ask(lead.id, task('Payment is overdue'));
  sandbox.faults.add({ kind: 'reset_after', match: tasks });
  await expect(deliver()).rejects.toThrow();
  const { key: taskEffectKey } = await prisma.effect.findFirstOrThrow({ where: { id: created } });
  const completion = await ask(lead.id, { kind: 'complete_task', taskEffectKey, result: 'Paid' });
  await deliverThroughFailures();
  expect(await effect(completion)).toMatchObject({ state: 'done' });
  expect(sandbox.tasksOf(lead.id)).toMatchObject([{ is_completed: true }]);
});

test('a completion without a task is settled', async () => {
  const { sandbox, ask, deliver, effect } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'Acme' });
  const completion = await ask(lead.id, { kind: 'complete_task', taskEffectKey: 'none', result: 'Paid' });
  await deliver();
  expect(await effect(completion)).toMatchObject({ state: 'skipped' });
});
