import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AccountStory } from './story.ts';
import { tellStories } from './story.ts';
import { startScene, until } from './testing.ts';

const timeout = 400_000;

/** The first delivery of a buyer's life: a purchase. */
function purchases({ deliveries, buyers }: AccountStory) {
  return deliveries.slice(0, buyers.length);
}

test('an account whose calls hang for 60 s delays nobody’s payments', { timeout }, async () => {
  const stories = tellStories(['hanging', 'other'], 6);
  const [hanging, other] = stories;
  if (hanging === undefined || other === undefined) throw new Error('two stories were told');
  const scene = await startScene({
    stories,
    takeFault: ({ account }) => (account === 'hanging' ? { kind: 'delay', ms: 60_000 } : null),
  });
  const notesOfOther = () => [...scene.kommo.account('other').notes.values()].length;
  const hangingRequests = () => scene.wire.traffic.requests.filter(({ account }) => account === 'hanging');
  const told: number[] = [];
  const pay = async (purchase: readonly object[]) => {
    const sentAt = performance.now();
    await scene.deliver(other, purchase);
    // A purchase is told in two notes.
    await until(() => notesOfOther() === 2 * (told.length + 1));
    told.push(Math.round(performance.now() - sentAt));
  };
  const [first, second, third, ...rest] = purchases(other);
  for (const purchase of [first, second, third]) await pay(purchase ?? []);
  for (const purchase of purchases(hanging)) await scene.deliver(hanging, purchase);
  await until(() => hangingRequests().length > 0);
  for (const purchase of rest) await pay(purchase);
  process.stdout.write(
    `ms to Kommo: ${told.slice(0, 3).join(', ')} alone, ${told.slice(3).join(', ')} beside an account that hangs\n`,
  );
  // All that was done while not one request of the other account had been answered or given up.
  expect(hangingRequests().map(({ status }) => status)).toEqual(hangingRequests().map(() => null));
  expect(hangingRequests().length).toBeLessThanOrEqual(3);
  expect(await scene.database.prisma.account.count({ where: { failuresInARow: { gt: 0 } } })).toBe(0);
});

test('a backlog of one account is worked off beside another’s payment, not before it', { timeout }, async () => {
  const stories = [...tellStories(['busy'], 40), ...tellStories(['other'], 1)];
  const [busy, other] = stories;
  if (busy === undefined || other === undefined) throw new Error('two stories were told');
  const scene = await startScene({ stories });
  await scene.deliver(busy, purchases(busy).flat());
  await scene.deliver(other, other.deliveries[0] ?? []);
  await until(() => scene.kommo.account('other').notes.size === 2);
  expect(await scene.countPending(['busy'])).toBeGreaterThan(0);
});

test('an event that cannot be recorded holds up neither its account nor another', { timeout }, async () => {
  const stories = tellStories(['poisoned', 'other'], 2);
  const [poisoned, other] = stories;
  if (poisoned === undefined || other === undefined) throw new Error('two stories were told');
  const scene = await startScene({ stories });
  const [purchase, second] = purchases(poisoned);
  const sold = purchase?.find(({ type }) => type === 'order.completed');
  const poison = { ...sold, id: 'EVPOISON' };
  const { order } = z.object({ order: z.string() }).parse(sold?.data);
  // No payload is known that the ledger cannot take in, so the database refuses this one.
  await scene.database.runScript(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poison'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON "facts" FOR EACH ROW WHEN (NEW."order_id" = '${order}')
      EXECUTE FUNCTION refuse();`);
  await scene.deliver(poisoned, [poison]);
  await scene.deliver(poisoned, second ?? []);
  for (const delivery of purchases(other)) await scene.deliver(other, delivery);
  const notesOf = (subdomain: string) => [...scene.kommo.account(subdomain).notes.values()].length;
  await until(() => notesOf('poisoned') === 2 && notesOf('other') === 4);
  const event = await scene.database.prisma.event.findFirstOrThrow({ where: { eventId: 'EVPOISON' } });
  expect(event).toMatchObject({ state: 'failed', reason: { code: 'failed' } });
});
