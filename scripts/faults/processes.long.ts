import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TakeFault } from '../../testing/sandbox/faults/kommo-proxy.ts';
import type { Scene } from './scene.ts';
import { isServiceWideWorkDone, makeServiceWideWorkDue, startHangingInbox, subjects } from './service-wide-work.ts';
import { createStories, createStory } from './story.ts';
import { startSharedScene, until } from './testing.ts';

const timeout = 400_000;
const renewing = createStories(['one', 'two', 'three'], 2);
const suspended = createStory('suspended', 1);
const watched = createStory('watched', 1);
const inherited = createStories(['left', 'right'], 2);
const serviceWide = createStories(Object.values(subjects), 1);

/** Two processes behind one address. */
let scene: Scene;
let inbox: Awaited<ReturnType<typeof startHangingInbox>>;
let takeFault: TakeFault = () => null;

beforeAll(async () => {
  const stories = [...renewing, suspended, watched, ...inherited, ...serviceWide];
  inbox = await startHangingInbox();
  const alarms = { ALARM_WEBHOOK_URL: inbox.url, ALARM_WEBHOOK_SECRET: 'a-secret-of-the-receiver' };
  scene = await startSharedScene({
    ...{ stories, processes: 2, takeFault: (request) => takeFault(request) },
    environments: () => [alarms, alarms],
  });
}, timeout);
afterAll(async () => {
  await scene.close();
  inbox.close();
}, 60_000);

test('two processes take webhooks for the same accounts and renew each token once', { timeout }, async () => {
  const { prisma } = scene.database;
  const subdomains = renewing.map(({ subdomain }) => subdomain);
  const accountIds = subdomains.map(scene.accountId);
  await prisma.kommoToken.updateMany({ where: { accountId: { in: accountIds } }, data: { expiresAt: new Date(0) } });
  // Each delivery goes to both at the same moment, like a resend that meets the original.
  await Promise.all(
    renewing.flatMap((story) =>
      story.deliveries.flatMap((delivery) => scene.services.map((service) => scene.deliver(story, delivery, service))),
    ),
  );
  await until(async () => (await scene.countPending(subdomains)) === 0);
  const { requests, busiestSecond } = scene.kommo;
  const renewals = requests.filter(({ path }) => path.endsWith('/oauth2/access_token')).map(({ account }) => account);
  expect(renewals.toSorted()).toEqual(subdomains.toSorted());
  expect(busiestSecond()).toBeLessThanOrEqual(7);
  expect(requests.filter(({ status }) => status === 429)).toEqual([]);
  for (const story of renewing) {
    const notes = [...scene.kommo.account(story.subdomain).notes.values()].map(({ params }) => String(params.text));
    expect(new Set(notes).size).toBe(notes.length);
    expect(await prisma.event.count({ where: { accountId: scene.accountId(story.subdomain) } })).toBe(
      story.deliveries.flat().length,
    );
  }
});

test('a process that stalled while another took over sends nothing twice', { timeout }, async () => {
  const { subdomain } = suspended;
  const [first, second] = scene.services;
  let isFirst = true;
  takeFault = ({ account, method, path }) => {
    if (!isFirst || account !== subdomain || method !== 'POST' || !path.endsWith('/notes')) return null;
    isFirst = false;
    return { kind: 'interrupt', when: 'before', run: suspendSender };
  };
  await second?.kill();
  async function suspendSender() {
    first?.suspend();
    await second?.start();
  }
  for (const delivery of suspended.deliveries) await scene.deliver(suspended, delivery, isFirst ? first : second);
  await until(async () => !isFirst && (await scene.countPending([subdomain])) === 0);
  const noteIds = () => [...scene.kommo.account(subdomain).notes.keys()];
  const settled = noteIds();
  first?.resume();
  await until(async () => (await fetch(`${first?.url}/readyz`)).ok);
  await scene.deliver(suspended, suspended.deliveries.flat(), first);
  await until(async () => (await scene.countPending([subdomain])) === 0);
  expect(noteIds()).toEqual(settled);
  expect(await scene.database.prisma.effect.count({ where: { state: { notIn: ['done', 'skipped'] } } })).toBe(0);
});

test('a card that waits at one process is answered with a webhook received by the other', {
  timeout,
}, async () => {
  const { subdomain } = watched;
  const [holder, receiver] = scene.services;
  const [leadId] = scene.kommo.account(subdomain).leads.keys();
  const ask = async (etag: string) => {
    const answer = await fetch(`${holder?.url}/api/v1/leads/${leadId}/payments?wait=25`, {
      headers: { 'x-auth-token': scene.oneTimeToken(subdomain), 'if-none-match': etag },
    });
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', text: await answer.text() };
  };
  const [purchase = [], , renewal = []] = watched.deliveries;
  await scene.deliver(watched, purchase, receiver);
  await until(async () => (await scene.countPending([subdomain])) === 0);
  const before = await ask('"none"');
  await scene.deliver(watched, renewal, receiver);
  // The shown data is remembered for minutes: only a notice from the other process makes this one read again.
  let news = before;
  for (let round = 0; round < 3 && news.etag === before.etag; round += 1) news = await ask(before.etag);
  expect(news).toMatchObject({ status: 200, text: expect.stringContaining('subscription.charge.completed') });
});

test('when one process is killed the other takes over its accounts', { timeout }, async () => {
  const subdomains = inherited.map(({ subdomain }) => subdomain);
  const [first, second] = scene.services;
  const answered = scene.wire.traffic.requests.length;
  takeFault = () => ({ kind: 'hang' });
  for (const story of inherited) {
    for (const delivery of story.deliveries) await scene.deliver(story, delivery, first);
  }
  await until(() => scene.wire.traffic.requests.length > answered);
  await first?.kill();
  takeFault = () => null;
  await until(async () => (await scene.countPending(subdomains)) === 0);
  expect(second?.isRunning()).toBe(true);
  for (const { subdomain, buyers } of inherited) {
    expect(scene.kommo.account(subdomain).tasks.size).toBe(buyers.length);
  }
});

test('work for all accounts goes on in the other process within half a minute of a kill', { timeout }, async () => {
  const [rescuer, holder] = scene.services;
  if (holder === undefined || rescuer === undefined) throw new Error('There are no two processes');
  if (!rescuer.isRunning()) await rescuer.start();
  await until(async () => (await scene.database.prisma.kommoWebhook.count({ where: { state: 'registered' } })) > 0);
  const hung = new Set<string>();
  takeFault = ({ account, path }) => {
    const isMeant =
      (account === subjects.webhook && path.includes('/webhooks')) ||
      (account === subjects.block && path.includes('/account')) ||
      (account === subjects.install && path.includes('/access_token'));
    if (!isMeant) return null;
    hung.add(account);
    return { kind: 'hang' };
  };
  rescuer.suspend();
  await makeServiceWideWorkDue(scene, holder);
  await until(() => hung.size === 3 && inbox.arrived() > 0);
  expect(await isServiceWideWorkDone(scene)).toBe(false);
  await holder.kill();
  const killedAt = performance.now();
  takeFault = () => null;
  inbox.release();
  rescuer.resume();
  await until(() => isServiceWideWorkDone(scene));
  expect(performance.now() - killedAt).toBeLessThan(30_000);
});
