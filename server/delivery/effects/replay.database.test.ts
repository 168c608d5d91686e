import { expect, test } from 'vitest';
import { note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import type { EffectContent } from '../../rules/planning/effect.ts';
import { replayEvent } from './replay.ts';

const refusal = { title: 'Bad Request', status: 400, detail: 'Not today' };

/** Kommo's answer of 422 to a request that it has carried out anyway. */
const writtenAndRefused = { kind: 'status', status: 422, body: { ...refusal, status: 422 }, when: 'after' } as const;

async function startWithEvent(state = 'recorded') {
  const stack = await startDeliveryStack();
  const event = await stack.prisma.event.create({
    data: {
      accountId: stack.accountId,
      eventId: 'event-1',
      type: 'order.completed',
      payload: '{}',
      state,
      factKeys: ['order.completed:order-1'],
    },
  });
  return { ...stack, event, replay: () => replayEvent(stack.prisma, stack.accountId, event.id, stack.now()) };
}

test('a refused effect is sent again, once however often the event is replayed', async () => {
  const { sandbox, ask, deliver, effect, replay, passTime } = await startWithEvent();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid'));
  sandbox.faults.add({ kind: 'status', status: 400, body: refusal, when: 'before', match: { method: 'POST' } });
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'failed' });
  for (let times = 0; times < 3; times += 1) {
    expect(await replay()).toBe(true);
    passTime(10_000);
    await deliver();
  }
  expect(await effect(id)).toMatchObject({ state: 'done' });
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
});

test.each<[string, EffectContent]>([
  ['note', note('Paid')],
  ['task', { kind: 'task', typeId: 1, text: 'Call', dueAt: 2_000_000_000 }],
])('a %s that Kommo refused and wrote all the same is not written twice', async (kind, content) => {
  const { sandbox, ask, deliver, effect, replay, passTime } = await startWithEvent();
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, content);
  sandbox.faults.add({ ...writtenAndRefused, match: { method: 'POST', path: new RegExp(`/${kind}s`) } });
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'failed', lastError: 'Bad Request: Not today' });
  await replay();
  await deliver();
  passTime(10_000);
  await deliver();
  expect(await effect(id)).toMatchObject({ state: 'done', kommoId: expect.any(Number), lastError: null });
  expect([...sandbox.notesOf(lead.id), ...sandbox.tasksOf(lead.id)]).toHaveLength(1);
});

test.each(['failed', 'unreadable', 'unknown'])('an event that is %s is received again', async (state) => {
  const { prisma, event, replay } = await startWithEvent(state);
  await replay();
  expect(await prisma.event.findFirst({ where: { id: event.id } })).toMatchObject({ state: 'received', attempts: 0 });
});

test('a recorded event stays recorded', async () => {
  const { prisma, event, replay } = await startWithEvent();
  await replay();
  expect(await prisma.event.findFirst({ where: { id: event.id } })).toMatchObject({ state: 'recorded' });
});

test('another account’s event is unknown', async () => {
  const { prisma, event, now } = await startWithEvent('failed');
  expect(await replayEvent(prisma, crypto.randomUUID(), event.id, now())).toBe(false);
  expect(await prisma.event.findFirst({ where: { id: event.id } })).toMatchObject({ state: 'failed' });
});
