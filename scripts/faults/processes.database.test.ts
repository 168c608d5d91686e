import { expect, test } from 'vitest';
import { tellStories } from './story.ts';
import { startScene, until } from './testing.ts';

const timeout = 400_000;

test('two processes take webhooks for the same accounts and renew each token once', { timeout }, async () => {
  const stories = tellStories(['one', 'two', 'three'], 2);
  const subdomains = stories.map(({ subdomain }) => subdomain);
  const scene = await startScene({ stories, processes: 2, tokensExpireIn: 0 });
  // Each delivery goes to both at the same moment, as a resend does that meets the first.
  await Promise.all(
    stories.flatMap((story) =>
      story.deliveries.flatMap((delivery) => scene.services.map((service) => scene.deliver(story, delivery, service))),
    ),
  );
  await until(async () => (await scene.countPending(subdomains)) === 0);
  const { requests, busiestSecond } = scene.kommo;
  const renewals = requests.filter(({ path }) => path.endsWith('/oauth2/access_token')).map(({ account }) => account);
  expect(renewals.toSorted()).toEqual(subdomains.toSorted());
  expect(busiestSecond()).toBeLessThanOrEqual(7);
  expect(requests.filter(({ status }) => status === 429)).toEqual([]);
  for (const story of stories) {
    const notes = [...scene.kommo.account(story.subdomain).notes.values()].map(({ params }) => String(params.text));
    expect(new Set(notes).size).toBe(notes.length);
    expect(await scene.database.prisma.event.count({ where: { accountId: scene.accountId(story.subdomain) } })).toBe(
      story.deliveries.flat().length,
    );
  }
});

test('a process that stood still while another took over sends nothing a second time', { timeout }, async () => {
  const [story] = tellStories(['demo'], 1);
  if (story === undefined) throw new Error('a story was told');
  let isFirst = true;
  const scene = await startScene({
    stories: [story],
    processes: 2,
    takeFault: ({ method, path }) => {
      if (!isFirst || method !== 'POST' || !path.endsWith('/notes')) return null;
      isFirst = false;
      return { kind: 'interrupt', when: 'before', run: suspendSender };
    },
  });
  const [first, second] = scene.services;
  await second?.kill();
  async function suspendSender() {
    first?.suspend();
    await second?.start();
  }
  for (const delivery of story.deliveries) await scene.deliver(story, delivery, isFirst ? first : second);
  await until(async () => !isFirst && (await scene.countPending(['demo'])) === 0);
  const settled = [...scene.kommo.account().notes.keys()];
  first?.resume();
  await until(async () => (await fetch(`${first?.url}/readyz`)).ok);
  await scene.deliver(story, story.deliveries.flat(), first);
  await until(async () => (await scene.countPending(['demo'])) === 0);
  expect([...scene.kommo.account().notes.keys()]).toEqual(settled);
  expect(await scene.database.prisma.effect.count({ where: { state: { notIn: ['done', 'skipped'] } } })).toBe(0);
});

test('when one process is killed the other takes over its accounts', { timeout }, async () => {
  const stories = tellStories(['one', 'two'], 2);
  const subdomains = stories.map(({ subdomain }) => subdomain);
  let kommoHangs = true;
  const scene = await startScene({ stories, processes: 2, takeFault: () => (kommoHangs ? { kind: 'hang' } : null) });
  const [first, second] = scene.services;
  for (const story of stories) {
    for (const delivery of story.deliveries) await scene.deliver(story, delivery, first);
  }
  await until(() => scene.wire.traffic.requests.length > 0);
  await first?.kill();
  kommoHangs = false;
  await until(async () => (await scene.countPending(subdomains)) === 0);
  expect(second?.isRunning()).toBe(true);
  for (const { subdomain, buyers } of stories) {
    expect(scene.kommo.account(subdomain).tasks.size).toBe(buyers.length);
  }
});
