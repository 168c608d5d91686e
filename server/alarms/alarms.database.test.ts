import { expect, test } from 'vitest';
import { administrator, operator, setAlarmScene } from '../../testing/server/alarms/alarm-scene.ts';

test('each channel sends the start and the end of a problem once', async () => {
  const { webhook, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  const accountId = await addAccount('acme', administrator);
  await run();
  expect([webhook.posts, smtp.mails]).toEqual([[], []]);

  await setState(accountId, 'needs_reauthorization');
  await run();
  pass(9);
  await run();
  expect([webhook.posts, smtp.mails]).toEqual([[], []]);
  pass(1);
  await run();
  pass(1);
  await run();
  expect(webhook.posts).toHaveLength(1);
  expect(webhook.posts[0]).toMatchObject({
    isSigned: true,
    alarms: [
      {
        event: 'begun',
        account: { id: accountId, name: 'ACME GmbH', subdomain: 'acme' },
        code: 'token_refused',
        endedAt: null,
        whatToDo: expect.stringContaining('https://payments.example/oauth/install'),
        settings: 'https://acme.kommo.com/settings/widgets/',
      },
    ],
  });
  expect(webhook.posts[0]?.body).not.toMatch(/@|token=/);
  expect(smtp.mails.map(({ to }) => to).toSorted()).toEqual([[administrator], [operator]]);
  for (const { from, subject, text } of smtp.mails) {
    expect(from).toBe('alarms@provider.example');
    expect(subject).toBe('FastSpring payments: Kommo denies access – ACME GmbH (acme)');
    expect(text).toMatch(/What to do: Connect the account again.*\nSettings: https:\/\/acme\.kommo\.com/);
    expect(text).not.toContain('@');
  }

  await setState(accountId, 'connected');
  await run();
  pass(59);
  await run();
  expect(webhook.posts).toHaveLength(1);
  pass(1);
  await run();
  pass(60);
  await run();
  const [begun, ended] = webhook.posts.map(({ alarms }) => alarms[0]);
  expect(webhook.posts).toHaveLength(2);
  expect(ended).toMatchObject({ id: begun?.id, event: 'ended', whatToDo: null, endedAt: expect.any(String) });
  expect(smtp.mails).toHaveLength(4);
  expect(smtp.mails.at(-1)?.subject).toBe('FastSpring payments: Over: Kommo denies access – ACME GmbH (acme)');
});

test('a blip is no alarm, a problem that comes and goes is one, and alarms that begin together are one message', async () => {
  const { webhook, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  const [acme, birch] = [await addAccount('acme'), await addAccount('birch')];
  await setState(acme, 'needs_reauthorization');
  await run();
  pass(9);
  await setState(acme, 'connected');
  await run();
  for (const minutes of [10, 50]) {
    pass(minutes);
    await run();
  }
  expect([webhook.posts, smtp.mails]).toEqual([[], []]);

  // Two blips of a minute within the hour that makes them one alarm.
  for (const minutes of [1, 50, 1]) {
    await setState(acme, minutes === 1 ? 'needs_reauthorization' : 'connected');
    await run();
    pass(minutes);
  }
  await run();
  expect([webhook.posts, smtp.mails]).toEqual([[], []]);

  await setState(birch, 'needs_reauthorization');
  await run();
  pass(10);
  for (let turn = 0; turn < 4; turn += 1) {
    await setState(acme, 'needs_reauthorization');
    await run();
    await setState(acme, 'connected');
    await run();
    pass(59);
  }
  expect(webhook.posts.map(({ alarms }) => alarms.map(({ account }) => account.subdomain).toSorted())).toEqual([
    ['acme', 'birch'],
  ]);
  expect(smtp.mails.map(({ subject }) => subject)).toEqual(['FastSpring payments: 2 alarms']);
});

test('an alarm that ended before it could be reported is not reported at all', async () => {
  const { prisma, webhook, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const run = startProcess();
  webhook.answerWith(500);
  const accountId = await addAccount('acme');
  await setState(accountId, 'needs_reauthorization');
  await run();
  pass(10);
  await run();
  await setState(accountId, 'connected');
  await run();
  pass(61);
  webhook.answerWith(200);
  const before = webhook.posts.length;
  for (let turn = 0; turn < 3; turn += 1) {
    await run();
    pass(60);
  }
  expect(webhook.posts.slice(before)).toEqual([]);
  expect(smtp.mails).toHaveLength(2);
  expect(await prisma.alarmMessage.count({ where: { state: 'waiting' } })).toBe(0);
});

test('a channel that is set up later reports open alarms, but none of an uninstalled account', async () => {
  const { prisma, webhook, smtp, addAccount, setState, startProcess, pass } = await setAlarmScene();
  const [acme, birch] = [await addAccount('acme', administrator), await addAccount('birch')];
  await setState(acme, 'needs_reauthorization');
  await setState(birch, 'needs_reauthorization');
  await startProcess({})();
  expect(await prisma.alarm.count()).toBe(2);
  pass(10);
  await setState(birch, 'uninstalled');
  const run = startProcess();
  await run();
  expect(webhook.posts.flatMap(({ alarms }) => alarms.map(({ account }) => account.subdomain))).toEqual(['acme']);
  expect(smtp.mails).toHaveLength(2);
  pass(60);
  await run();
  await run();
  expect(webhook.posts).toHaveLength(1);
  expect(await prisma.alarm.count({ where: { accountId: birch, endedAt: { not: null } } })).toBe(1);

  pass(91 * 24 * 60);
  await run();
  expect(await prisma.alarm.findMany({ select: { accountId: true } })).toEqual([{ accountId: acme }]);
});
