import { expect, test } from 'vitest';
import { administrator, operator, setAlarmScene } from '../../testing/server/alarms/alarm-scene.ts';
import { startBrokenServer } from '../../testing/server/alarms/smtp-inbox.ts';
import { createAllHealth } from '../health/read-all-health.ts';
import { followHealth } from './follow-health.ts';
import { findDueNews, queueMessages } from './message-queue.ts';

const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('each message is sent once, by whichever process', async () => {
  const { webhook, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const [one, other] = [startProcess(), startProcess()];
  const accounts = await Promise.all(['acme', 'birch', 'cedar'].map((name) => addAccount(name)));
  for (const id of accounts) await setState(id, 'needs_reauthorization');
  await one();
  pass(10);
  await other();
  await one();
  const sent = webhook.posts.flatMap(({ alarms }) => alarms.map(({ account }) => account.id));
  expect(sent.toSorted()).toEqual(accounts.toSorted());
  expect(smtp.mails.flatMap(({ text }) => text.match(/denies access/g) ?? [])).toHaveLength(3);
});

test('the next run sends a message that a process left half sent when it died', async () => {
  const { database, prisma, webhook, addAccount, setState, startProcess, pass, now } = await setAlarmScene();
  await setState(await addAccount('dogwood'), 'needs_reauthorization');
  await followHealth(prisma, createAllHealth(database), silentLog, now());
  pass(10);
  await queueMessages(prisma, ['webhook'], now());
  expect(await findDueNews({ prisma, log: silentLog }, 'webhook', now())).toHaveLength(1);
  await startProcess()();
  expect(webhook.posts).toMatchObject([{ alarms: [{ account: { subdomain: 'dogwood' } }] }]);
});

test('a channel that is down is tried again less and less often, and given up after a day', async () => {
  const { prisma, webhook, smtp, logged, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  webhook.answerWith(500);
  const accountId = await addAccount('acme', administrator);
  await setState(accountId, 'needs_reauthorization');
  await run();
  pass(10);
  const tries: number[] = [];
  for (let minutes = 0; minutes <= 10; minutes += 1) {
    await run();
    if (webhook.posts.length > tries.length) tries.push(minutes);
    pass(1);
  }
  expect(tries).toEqual([0, 1, 3, 7]);
  expect(smtp.mails).toHaveLength(2);

  pass(24 * 60);
  await run();
  pass(24 * 60);
  await run();
  expect(webhook.posts).toHaveLength(5);
  expect(await prisma.alarmMessage.findFirst({ where: { channel: 'webhook' } })).toMatchObject({
    state: 'given_up',
    lastError: 'answered 500',
  });
  expect(logged.filter((line) => line.includes('given up'))).toHaveLength(1);
  expect(logged.join()).not.toMatch(/@|in-the-address/);

  webhook.answerWith(200);
  await setState(accountId, 'connected');
  await run();
  pass(60);
  await run();
  expect(webhook.posts).toHaveLength(5);
  expect(smtp.mails).toHaveLength(4);
});

test('a message that cannot be read does not hold up the others of its channel', async () => {
  const { prisma, webhook, logged, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  const [acme, birch] = [await addAccount('acme'), await addAccount('birch')];
  await setState(acme, 'needs_reauthorization');
  await setState(birch, 'needs_reauthorization');
  await run();
  pass(10);
  await prisma.alarm.updateMany({ where: { accountId: acme }, data: { figures: 'damaged' } });
  await run();
  expect(webhook.posts.flatMap(({ alarms }) => alarms.map(({ account }) => account.subdomain))).toEqual(['birch']);
  const givenUp = await prisma.alarmMessage.findMany({ where: { channel: 'webhook', state: 'given_up' } });
  expect(givenUp).toMatchObject([{ accountId: acme, lastError: 'unreadable' }]);
  expect(logged.filter((line) => line.includes('cannot be read'))).toHaveLength(2);
});

test('alarms for more accounts than are read together are all sent, to each its own', async () => {
  const { smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess({ SMTP_URL: smtp.url, SMTP_FROM: 'alarms@provider.example' });
  const addresses = Array.from({ length: 51 }, (_, index) => `ops@shop-${index}.example`);
  for (const [index, address] of addresses.entries()) {
    await setState(await addAccount(`shop-${index}`, address), 'needs_reauthorization');
  }
  await run();
  pass(10);
  await run();
  expect(smtp.mails.map(({ to }) => to.join()).toSorted()).toEqual(addresses.toSorted());
});

test('a recipient that the mail server refuses does not hold up other alarms, and is not named', async () => {
  const { prisma, smtp, logged, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  smtp.refuse(administrator);
  await setState(await addAccount('acme', administrator), 'needs_reauthorization');
  await setState(await addAccount('birch', 'ben@birch.example'), 'needs_reauthorization');
  await run();
  pass(10);
  await run();
  expect(smtp.mails.map(({ to }) => to.join()).toSorted()).toEqual(['ben@birch.example', operator]);
  const waiting = await prisma.alarmMessage.findMany({ where: { state: 'waiting' } });
  expect(waiting).toMatchObject([
    { channel: 'account_email', attempts: 1, lastError: expect.stringMatching(/EENVELOPE/) },
  ]);
  expect(logged.join() + waiting[0]?.lastError).not.toContain('@');
});

test('a mail server that is down is not asked for every account, and gets everything when it is back', async () => {
  const { prisma, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const down = await startBrokenServer();
  const from = { SMTP_FROM: 'alarms@provider.example' };
  const away = startProcess({ SMTP_URL: `smtp://127.0.0.1:${down.port}`, ...from });
  for (const name of ['acme', 'birch']) {
    await setState(await addAccount(name, `ops@${name}.example`), 'needs_reauthorization');
  }
  await away();
  pass(10);
  await away();
  expect(down.connections()).toBe(1);
  const waiting = { state: 'waiting', attempts: 1, lastError: expect.stringMatching(/\(E[A-Z]+\)$/) };
  expect(await prisma.alarmMessage.findMany()).toMatchObject([waiting, waiting]);
  pass(1);
  await startProcess({ SMTP_URL: smtp.url, ...from })();
  expect(smtp.mails.map(({ to }) => to.join()).toSorted()).toEqual(['ops@acme.example', 'ops@birch.example']);
});
