import { expect, test } from 'vitest';
import { note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { markDone, markFailed, markSending, markUnsent, readDueEffects, reopen, settleLeftovers } from './states.ts';

test('of two processes that want to send an effect, one takes it', async () => {
  const { prisma, accountId, ask, now } = await startDeliveryStack();
  await ask(1, note('Paid'));
  const open = await readDueEffects(prisma, accountId, false, now());
  const taken = await Promise.all([markSending(prisma, open, now()), markSending(prisma, open, now())]);
  expect(taken.map((effects) => effects.length).sort()).toEqual([0, 1]);
});

test('an effect whose key was rebuilt since it was read is read again before it is sent', async () => {
  const { prisma, accountId, ask, effect, now } = await startDeliveryStack();
  const id = await ask(1, note('Paid'));
  const open = await readDueEffects(prisma, accountId, false, now());
  await prisma.effect.updateMany({ where: { id }, data: { key: 'rebuilt' } });
  expect(await markSending(prisma, open, now())).toEqual([]);
  expect(await effect(id)).toMatchObject({ state: 'open', attempts: 0 });
  const again = await readDueEffects(prisma, accountId, false, now());
  expect(await markSending(prisma, again, now())).toMatchObject([{ id, key: 'rebuilt' }]);
});

test('a process that stood still does not overwrite the outcome of an effect that another has sent since', async () => {
  const { prisma, accountId, ask, effect, now, passTime } = await startDeliveryStack();
  const id = await ask(1, note('Paid'));
  const open = await readDueEffects(prisma, accountId, false, now());
  const former = await markSending(prisma, open, now());
  await settleLeftovers(prisma, accountId, () => undefined);
  passTime(20_000);
  const uncertain = await readDueEffects(prisma, accountId, false, now());
  await reopen(prisma, uncertain);
  const latter = await markSending(prisma, uncertain, now());
  await markUnsent(prisma, former, 'not sent');
  await markFailed(prisma, former, 'refused');
  expect(await effect(id)).toMatchObject({ state: 'sending', attempts: 2 });
  await markDone(
    prisma,
    latter.map((sent) => ({ ...sent, kommoId: 7 })),
    now(),
  );
  await markFailed(prisma, former, 'refused');
  expect(await effect(id)).toMatchObject({ state: 'done', kommoId: 7 });
});

test('an effect stored in a form that cannot be read fails, and the others go on', async () => {
  const { prisma, accountId, ask, effect, now } = await startDeliveryStack();
  const unreadable = await ask(1, note('Paid'));
  const readable = await ask(1, note('Paid again'));
  await prisma.effect.updateMany({ where: { id: unreadable }, data: { content: { kind: 'from the future' } } });
  const open = await readDueEffects(prisma, accountId, false, now());
  expect(open.map(({ id }) => id)).toEqual([readable]);
  expect(await effect(unreadable)).toMatchObject({ state: 'failed' });
});
