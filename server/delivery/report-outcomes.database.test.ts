import { expect, test } from 'vitest';
import { moveTo, startDeliveryStack } from '../../testing/server/delivery/delivery-stack.ts';
import { stagesOf } from '../../testing/server/delivery/stages-of.ts';
import { storeEvents } from '../fastspring/webhook/store-events.ts';

test('each changed lead is one line, and each effect is counted by kind and outcome', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, prisma, database, accountId, ask, deliver, logged, metrics } = stack;
  const [anna, gone] = [sandbox.addLead({ name: 'Anna' }), sandbox.addLead({ name: 'Gone' })];
  const id = await ask(anna.id, moveTo(stagesOf(stack).offer));
  const { factKey } = await prisma.effect.findFirstOrThrow({ where: { id } });
  await prisma.effect.create({
    data: {
      ...{ accountId, factKey, leadId: anna.id, occurredAt: new Date(), kind: 'note', key: `${factKey}|note` },
      content: { kind: 'note', text: 'Anna paid 69.90' },
    },
  });
  await storeEvents(database, accountId, 'webhook', [
    { eventId: 'EV1', type: 'order.completed', live: true, createdAt: null, payload: '{}' },
  ]);
  const event = await prisma.event.findFirstOrThrow();
  await prisma.event.updateMany({ where: { id: event.id }, data: { receivedAt: new Date(Date.now() - 40_000) } });
  await database.query(
    `INSERT INTO "facts" ("account_id", "fact_key", "type", "occurred_at", "live", "event_row_id", "rank", "data")
     VALUES ($1, $2, 'order.completed', now(), true, $3, '', '{}')`,
    [accountId, factKey, event.id],
  );
  await ask(gone.id, moveTo(stagesOf(stack).offer));
  sandbox.deleteLeadByHand(gone.id);
  await deliver();
  expect(logged).toEqual([
    [{ accountId, leadId: anna.id, what: ['move', 'note'], msSinceWebhook: expect.any(Number) }, 'a lead was changed'],
    [{ accountId, leadId: gone.id, what: ['move'] }, 'a lead could not be changed'],
  ]);
  const [effects, seconds] = await Promise.all(metrics.map((metric) => metric.get()));
  const counted = effects?.values.map(({ labels, value }) => ({ ...labels, value }));
  expect(counted).toHaveLength(3);
  expect(counted).toEqual(
    expect.arrayContaining([
      { kind: 'move', outcome: 'done', value: 1 },
      { kind: 'note', outcome: 'done', value: 1 },
      { kind: 'move', outcome: 'failed', value: 1 },
    ]),
  );
  expect(seconds?.values).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ metricName: 'webhook_to_lead_seconds_count', value: 1 }),
      expect.objectContaining({ labels: { le: 30 }, value: 0 }),
      expect.objectContaining({ labels: { le: 300 }, value: 1 }),
    ]),
  );
});
