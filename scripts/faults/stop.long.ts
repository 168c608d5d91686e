import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProxyFault } from '../../testing/sandbox/faults/kommo-proxy.ts';
import { createStories } from './story.ts';
import { startScene, until } from './testing.ts';

const timeout = 400_000;

/** A scene in which Kommo has just received the notes of a purchase, and the service is asked to stop. */
async function stopWhileSending(fault: ProxyFault, more: { aPersonWaits?: boolean; program?: string } = {}) {
  const [story] = createStories(['demo'], 1);
  if (story === undefined) throw new Error('a story was told');
  const isNote = ({ method, path }: { method: string; path: string }) => method === 'POST' && path.endsWith('/notes');
  let disturbed = true;
  const isHeld = (request: { method: string; path: string }) =>
    isNote(request) || (more.aPersonWaits === true && request.path.includes('/custom_fields'));
  const scene = await startScene({
    stories: [story],
    ...(more.program && { program: more.program }),
    takeFault: (request) => (disturbed && isHeld(request) ? fault : null),
  });
  const [service] = scene.services;
  await scene.deliver(story, story.deliveries[0] ?? []);
  await until(() => scene.wire.traffic.requests.some(isNote));
  if (more.aPersonWaits) {
    const headers = { 'x-auth-token': scene.oneTimeToken(story.subdomain) };
    // The service may cut it off.
    void fetch(`${service?.url}/api/v1/catalog`, { headers }).catch(() => undefined);
    await until(() => scene.wire.traffic.requests.some(({ path }) => path.includes('/custom_fields')));
  }
  const stopped = await service?.stop();
  const states = await scene.database.prisma.effect.findMany({ where: { kind: 'note' }, select: { state: true } });
  disturbed = false;
  return { scene, code: stopped?.code, states: states.map(({ state }) => state) };
}

test('a request in progress is finished when the service is asked to stop', { timeout }, async () => {
  const { code, states, scene } = await stopWhileSending({ kind: 'late_answer', ms: 1_000 });
  // 1 would mean that it was cut off after ten seconds.
  expect(code).toBe(0);
  expect(states).toEqual(['done', 'done']);
  expect(scene.kommo.account().notes.size).toBe(2);
});

test('a request without an answer before the end is marked, and settled by the next process', { timeout }, async () => {
  const { code, states, scene } = await stopWhileSending(
    { kind: 'hang', when: 'after' },
    { aPersonWaits: true, program: join(import.meta.dirname, 'quick-stop.ts') },
  );
  expect(code).toBe(0);
  expect(states).toEqual(['uncertain', 'uncertain']);
  const account = await scene.database.prisma.account.findFirstOrThrow();
  expect(account).toMatchObject({ consecutiveFailures: 0, retryAt: null });
  // Skips the time that Kommo is given to show it.
  await scene.database.prisma.effect.updateMany({ data: { nextAttempt: new Date(0) } });
  await scene.services[0]?.start();
  await until(async () => (await scene.countPending(['demo'])) === 0);
  expect(scene.kommo.account().notes.size).toBe(2);
});
