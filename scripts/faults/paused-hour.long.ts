import { expect, onTestFinished, test } from 'vitest';
import { findMarker } from '../../server/rules/planning/marker.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type Scene, setScene } from './scene.ts';
import type { ServiceProcess } from './service-process.ts';
import { type AccountStory, createStory, eventsPerBuyer } from './story.ts';
import { until } from './testing.ts';

const subdomain = 'paused';
const story = createStory(subdomain, Math.ceil(5_000 / eventsPerBuyer));
const events = story.deliveries.flat();

test('5,000 events of a pause are all stored, and every effect is written once when it is over', async () => {
  const { scene, first, second } = await startPausedScene();
  await deliverAll(scene, story);
  await first.kill();
  await first.start();
  await until(async () => (await countUnplanned(scene)) === 0);
  const { prisma } = scene.database;
  const accountId = scene.accountId(subdomain);
  expect(await prisma.event.count({ where: { accountId, state: 'recorded' } })).toBe(events.length);
  const planned = await prisma.effect.groupBy({ by: ['kind'], where: { accountId, state: 'open' }, _count: true });
  expect(await prisma.effect.count({ where: { accountId, state: { not: 'open' } } })).toBe(0);
  expect(writesTo(scene)).toEqual([]);

  expect(await changePause(scene, second, 'DELETE')).toBe(204);
  await until(async () => (await scene.countPending([subdomain])) === 0);
  const countOf = (kind: string) => planned.find((group) => group.kind === kind)?._count ?? 0;
  const marks = [...scene.kommo.account(subdomain).notes.values()].map(({ params }) => findMarker(String(params.text)));
  console.log(`${events.length} events, ${countOf('note')} notes and ${countOf('move')} moves planned in the pause`);
  expect(countOf('note')).toBeGreaterThan(story.buyers.length * 5);
  expect(marks).toHaveLength(countOf('note'));
  expect(new Set(marks).size).toBe(marks.length);
  expect(await leadsOutOfOrder(scene)).toEqual([]);
  expect(await prisma.effect.count({ where: { accountId, state: { notIn: ['done', 'skipped'] } } })).toBe(0);
  const tasks = await prisma.effect.count({ where: { accountId, kind: 'task', state: 'done' } });
  expect(scene.kommo.account(subdomain).tasks.size).toBe(tasks);
});

/** Two processes, with writing paused before any event. */
async function startPausedScene() {
  const postgres = await startPostgresServer();
  onTestFinished(postgres.stop);
  const scene = await setScene({ postgres, stories: [story], processes: 2, rateLimit: 50 });
  onTestFinished(scene.close);
  const [first, second] = scene.services;
  if (first === undefined || second === undefined) throw new Error('the scene has two processes');
  await Promise.all([first.start(), second.start()]);
  expect(await changePause(scene, first, 'PUT', { reason: 'An hour without writing' })).toBe(200);
  scene.kommo.forgetRequests();
  return { scene, first, second };
}

async function changePause(scene: Scene, service: ServiceProcess, method: string, json?: object): Promise<number> {
  const answer = await fetch(`${service.url}/api/v1/pause`, {
    method,
    headers: { 'x-auth-token': scene.oneTimeToken(subdomain), 'content-type': 'application/json' },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return answer.status;
}

async function deliverAll(scene: Scene, { deliveries }: AccountStory): Promise<void> {
  for (const [index, delivery] of deliveries.entries()) {
    await scene.deliver(story, delivery, scene.services[index % scene.services.length]);
  }
}

async function countUnplanned({ database, accountId }: Scene): Promise<number> {
  const ofAccount = { accountId: accountId(subdomain) };
  const counts = await Promise.all([
    database.prisma.event.count({ where: { ...ofAccount, state: 'received' } }),
    database.prisma.customer.count({ where: { ...ofAccount, nextMatchAt: { not: null } } }),
    database.prisma.fact.count({ where: { ...ofAccount, plannedAt: null, customerId: { not: null } } }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Requests that change something in Kommo; renewing a token does not. */
function writesTo({ kommo }: Scene): readonly string[] {
  return kommo.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/api/v4'))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Leads with notes that are not in the order of the events. */
async function leadsOutOfOrder({ database, accountId }: Scene): Promise<readonly number[]> {
  const notes = await database.prisma.effect.findMany({
    where: { accountId: accountId(subdomain), kind: 'note' },
    orderBy: [{ occurredAt: 'asc' }, { key: 'asc' }],
    select: { leadId: true, kommoId: true },
  });
  return [...Map.groupBy(notes, ({ leadId }) => Number(leadId))].flatMap(([leadId, own]) => {
    const ids = own.map(({ kommoId }) => Number(kommoId));
    return ids.join() === ids.toSorted((one, other) => one - other).join() ? [] : [leadId];
  });
}
