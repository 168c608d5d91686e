import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { note, startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';
import { withMarker } from '../../rules/planning/marker.ts';

test('a note is written once, with its mark, and Kommo’s id is stored', async () => {
  const { sandbox, ask, deliver, effect, prisma } = await startDeliveryStack({ database: await openTestDatabase() });
  const lead = sandbox.addLead({ name: 'Acme' });
  const id = await ask(lead.id, note('Paid 238.00 EUR'));
  await deliver();
  await deliver();
  const [written, ...others] = sandbox.notesOf(lead.id);
  expect(others).toEqual([]);
  const { key } = await prisma.effect.findFirstOrThrow({ where: { id } });
  expect(written?.params).toEqual({ service: 'FastSpring', text: withMarker('Paid 238.00 EUR', key) });
  expect(await effect(id)).toEqual({ state: 'done', attempts: 1, kommoId: written?.id, lastError: null });
});
