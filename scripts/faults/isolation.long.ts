import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Scene } from './scene.ts';
import { type AccountStory, createStory } from './story.ts';
import { startSharedScene, until } from './testing.ts';

const timeout = 400_000;
const hanging = createStory('hanging', 6);
const beside = createStory('beside', 6);
const poisoned = createStory('poisoned', 2);
const healthy = createStory('healthy', 2);
const busy = createStory('busy', 40);
const quiet = createStory('quiet', 1);

let scene: Scene;

beforeAll(async () => {
  scene = await startSharedScene({
    stories: [hanging, beside, poisoned, healthy, busy, quiet],
    // Even on a slow machine, no request is given up before the others' payments are done.
    program: join(import.meta.dirname, 'patient.ts'),
    takeFault: ({ account }) => (account === hanging.subdomain ? { kind: 'hang' } : null),
  });
}, timeout);
afterAll(() => scene.close(), 60_000);

/** A buyer's first delivery: a purchase. */
function purchases({ deliveries, buyers }: AccountStory) {
  return deliveries.slice(0, buyers.length);
}

const notesOf = ({ subdomain }: AccountStory) => scene.kommo.account(subdomain).notes.size;

test('hanging calls of one account do not delay the payments of another', { timeout }, async () => {
  const hangingRequests = () => scene.wire.traffic.requests.filter(({ account }) => account === hanging.subdomain);
  const delays: number[] = [];
  const pay = async (purchase: readonly object[]) => {
    const sentAt = performance.now();
    await scene.deliver(beside, purchase);
    // A purchase makes two notes.
    await until(() => notesOf(beside) === 2 * (delays.length + 1));
    delays.push(Math.round(performance.now() - sentAt));
  };
  const [first, second, third, ...rest] = purchases(beside);
  for (const purchase of [first, second, third]) await pay(purchase ?? []);
  for (const purchase of purchases(hanging)) await scene.deliver(hanging, purchase);
  await until(() => hangingRequests().length > 0);
  for (const purchase of rest) await pay(purchase);
  process.stdout.write(
    `ms to Kommo: ${delays.slice(0, 3).join(', ')} alone, ${delays.slice(3).join(', ')} beside an account that hangs\n`,
  );
  // All of that was done before any request of the other account was answered or given up.
  expect(hangingRequests().map(({ status }) => status)).toEqual(hangingRequests().map(() => null));
  expect(hangingRequests().length).toBeLessThanOrEqual(3);
  expect(await scene.database.prisma.account.count({ where: { consecutiveFailures: { gt: 0 } } })).toBe(0);
});

test('an event that cannot be recorded delays neither its account nor another', { timeout }, async () => {
  const [purchase, second] = purchases(poisoned);
  const sold = purchase?.find(({ type }) => type === 'order.completed');
  const poison = { ...sold, id: 'EVPOISON' };
  const { order } = z.object({ order: z.string() }).parse(sold?.data);
  // No known payload fails in the ledger, so the database refuses this one.
  await scene.database.runScript(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poison'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON "facts" FOR EACH ROW WHEN (NEW."order_id" = '${order}')
      EXECUTE FUNCTION refuse();`);
  await scene.deliver(poisoned, [poison]);
  await scene.deliver(poisoned, second ?? []);
  for (const delivery of purchases(healthy)) await scene.deliver(healthy, delivery);
  await until(() => notesOf(poisoned) === 2 && notesOf(healthy) === 4);
  await until(async () => (await scene.countPending([poisoned.subdomain])) === 0);
  const event = await scene.database.prisma.event.findFirstOrThrow({ where: { eventId: 'EVPOISON' } });
  expect(event).toMatchObject({ state: 'failed', reason: { code: 'failed' } });
});

test('a backlog of one account does not delay another’s payment', { timeout }, async () => {
  await scene.deliver(busy, purchases(busy).flat());
  await scene.deliver(quiet, quiet.deliveries[0] ?? []);
  await until(() => notesOf(quiet) === 2);
  expect(await scene.countPending([busy.subdomain])).toBeGreaterThan(0);
});
