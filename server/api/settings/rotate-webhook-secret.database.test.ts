import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startFastSpringSandbox } from '../../../testing/sandbox/fastspring/index.ts';
import type { FaultRule } from '../../../testing/sandbox/http/faults.ts';
import { saveCredentials, startFastspring } from '../../../testing/server/fastspring/api/api-stack.ts';
import { batch, startWebhookServer, webhookSecret } from '../../../testing/server/fastspring/webhook-server.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { FastspringRefused } from '../../fastspring/api/errors.ts';
import { endPreviousConnections, webhookSecretColumns } from '../../fastspring/webhook/secret-rotation.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { type RotationDependencies, rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { refusalOf } from './rotation-problems.ts';

const publicUrl = 'https://payments.example';
const week = 7 * 86_400_000;

/** FastSpring, the webhook's route, and an administrator who rotates its secret. */
async function start() {
  const sandbox = await startFastSpringSandbox();
  onTestFinished(sandbox.close);
  const database = await openTestDatabase();
  const { prisma } = database;
  const server = await startWebhookServer(database);
  const { account, deliver, letTimePass } = server;
  const { username, password } = sandbox.api;
  await saveCredentials(database, account.id, username, password);
  const { webhooks } = sandbox.store;
  const url = `${publicUrl}/webhooks/fastspring/${account.webhookKey}`;
  webhooks.set(url, webhookSecret);
  const fastspring = startFastspring(database, sandbox);
  const dependencies: RotationDependencies = {
    ...{ config: { publicUrl, singleAccount: undefined }, database, sealer: testSealer, now: () => letTimePass(0) },
    fastspring: (accountId) => fastspring.forAccount(accountId, 'interactive', new AbortController().signal),
  };
  const user = { accountId: account.id, userId: 7 };
  const rotate = (change: Partial<RotationDependencies> = {}) =>
    rotateWebhookSecret({ ...dependencies, ...change }, user);
  const stored = () => prisma.account.findUniqueOrThrow({ where: { id: account.id } });
  const statusOf = async (secret: string) => (await deliver(batch(), { secret })).status;
  /** as FastSpring has it now */
  const secretThere = () => webhooks.get(url) ?? '';
  return { ...server, prisma, sandbox, webhooks, url, rotate, stored, statusOf, secretThere };
}

type Scene = Awaited<ReturnType<typeof start>>;

/** Delivers again and again while something is done: signed as FastSpring signs now, and with the secret before. */
async function whileDelivering({ statusOf, secretThere }: Scene, act: () => Promise<unknown>) {
  let isOver = false;
  const statuses = new Set<number>();
  const deliverAll = async () => {
    do for (const secret of [secretThere(), webhookSecret]) statuses.add(await statusOf(secret));
    while (!isOver);
  };
  const delivering = deliverAll();
  const outcome = await act().then(
    () => 'done',
    (error: { members?: { code?: string } }) => error.members?.code ?? error,
  );
  isOver = true;
  await delivering;
  return { outcome, statuses: [...statuses] };
}

const refusedAfter: FaultRule = {
  ...{ kind: 'status', status: 500, when: 'after' },
  body: { result: 'error', error: { url: 'This webhook could not be updated' } },
};

const faults: readonly (readonly [string, FaultRule | null, outcome: string, isSet: boolean])[] = [
  ['FastSpring takes it', null, 'done', true],
  ['its answer is lost', { kind: 'reset_after' }, 'rotation_unconfirmed', true],
  ['it takes it and says 500', { kind: 'status', status: 500, when: 'after' }, 'rotation_unconfirmed', true],
  ['it takes it and answers 500 with a refusal', refusedAfter, 'rotation_unconfirmed', true],
  ['it fails before', { kind: 'status', status: 502 }, 'rotation_unconfirmed', false],
];

test.each(faults)(
  'no webhook is refused while %s, and trying again settles it',
  async (_name, fault, expected, isSet) => {
    const scene = await start();
    const { sandbox, prisma, rotate, stored, statusOf, secretThere, letTimePass } = scene;
    if (fault !== null) sandbox.faults.add(fault);
    expect(await whileDelivering(scene, rotate)).toEqual({ outcome: expected, statuses: [200] });
    expect(secretThere() !== webhookSecret).toBe(isSet);
    const sent = secretThere();
    if (expected !== 'done') {
      expect(await stored()).toMatchObject({ previousWebhookSecret: null, settingsVersion: 0 });
      expect(await whileDelivering(scene, rotate)).toEqual({ outcome: 'done', statuses: [200] });
      if (isSet) expect(secretThere()).toBe(sent);
    }
    expect(secretThere()).toMatch(/^[\w-]{64}$/);
    expect(await stored()).toMatchObject({
      ...{ nextWebhookSecret: null, settingsVersion: 1 },
      previousWebhookSecretEndsAt: new Date(week),
    });
    const begun = 'webhook_secret_rotation_begun';
    const actions = (await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);
    expect(actions).toEqual([...(expected === 'done' ? [begun] : [begun, begun]), 'webhook_secret_rotated']);
    letTimePass(week);
    expect([await statusOf(secretThere()), await statusOf(webhookSecret)]).toEqual([200, 401]);
  },
);

test('what FastSpring refuses is forgotten, unless an attempt before may have set it', async () => {
  const scene = await start();
  const { sandbox, webhooks, url, rotate, stored, statusOf, secretThere } = scene;
  const codeOf = async () => (await whileDelivering(scene, rotate)).outcome;
  const { password } = sandbox.api;
  sandbox.api.password = 'another';
  expect(await codeOf()).toBe('fastspring_unauthorized');
  sandbox.api.password = password;
  webhooks.delete(url);
  expect((await rotate().catch((error) => error)).members).toEqual({ code: 'webhook_address_unknown' });
  webhooks.set(url, webhookSecret);
  sandbox.faults.add({ kind: 'text_429', retryAfter: 1 });
  expect(await codeOf()).toBe('fastspring_busy');
  expect(await stored()).toMatchObject({ nextWebhookSecret: null, previousWebhookSecret: null });
  await scene.prisma.outgoingRequest.deleteMany({ where: { service: 'fastspring' } });

  // One attempt is on its way while another sets the secret and loses the answer; then the first is refused.
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const held = sandbox.faults.add({ kind: 'hold', until });
  const first = rotate().catch((error) => error.members.code);
  await expect.poll(held.hits).toBe(1);
  sandbox.faults.add({ kind: 'reset_after' });
  expect(await codeOf()).toBe('rotation_unconfirmed');
  const set = secretThere();
  webhooks.delete(url);
  release();
  expect(await first).toBe('webhook_address_unknown');
  expect([await statusOf(set), await statusOf(webhookSecret)]).toEqual([200, 200]);
  webhooks.set(url, set);
  sandbox.api.password = 'another';
  expect(await codeOf()).toBe('fastspring_unauthorized');
  expect(await statusOf(set)).toBe(200);
});

test('once a person saves another secret the unconfirmed one ends after a day; a former address is tried', async () => {
  const { sandbox, prisma, account, webhooks, url, rotate, stored, statusOf, letTimePass, secretThere } = await start();
  sandbox.faults.add({ kind: 'reset_after' });
  await expect(rotate()).rejects.toMatchObject({ status: 502 });
  const unconfirmed = secretThere();
  const day = 86_400_000;
  const data = webhookSecretColumns(testSealer, await stored(), 'typed-by-hand', letTimePass(0));
  await prisma.account.update({ where: { id: account.id }, data });
  const statuses = async () => Promise.all(['typed-by-hand', unconfirmed, webhookSecret].map(statusOf));
  expect(await statuses()).toEqual([200, 200, 200]);
  letTimePass(day);
  expect(await statuses()).toEqual([200, 401, 401]);
  await endPreviousConnections(prisma, letTimePass(0));
  expect(await stored()).toMatchObject({ nextWebhookSecret: null, nextWebhookSecretEndsAt: null });

  const endsAt = new Date(week);
  await prisma.formerWebhookKey.create({
    data: { key: 'key-of-acme', accountId: account.id, sender: 'fastspring', endsAt },
  });
  await prisma.account.update({ where: { id: account.id }, data: { webhookKey: 'key-of-today' } });
  await rotate();
  expect(webhooks).toEqual(new Map([[url, secretThere()]]));
  const { webhookSecret: sealed } = await stored();
  expect(testSealer.open(sealedColumns.webhookSecret, account.id, sealed ?? '')).toBe(secretThere());
});

test('without credentials, or with a secret of the environment, nothing is asked; FastSpring’s words go nowhere', async () => {
  const { prisma, account, sandbox, rotate } = await start();
  const ofEnvironment = { domain: '', accessToken: '', statusPaidId: undefined, statusWonId: undefined };
  const singleAccount = { ...ofEnvironment, webhookSecret, apiUsername: undefined, apiPassword: undefined };
  const config = { publicUrl, singleAccount };
  await prisma.account.update({ where: { id: account.id }, data: { singleAccount: true } });
  await expect(rotate({ config })).rejects.toMatchObject({ members: { code: 'secret_in_environment' } });
  await prisma.account.update({ where: { id: account.id }, data: { singleAccount: false, apiUsername: null } });
  await expect(rotate({ config })).rejects.toMatchObject({
    ...{ status: 409, members: { code: 'fastspring_not_configured' } },
    message: expect.stringContaining('Save FastSpring’s API credentials'),
  });
  expect([sandbox.callCount(), await prisma.auditEntry.count()]).toEqual([0, 0]);
  const { message, members } = refusalOf(
    new FastspringRefused('POST /webhooks/keys', 400, [{ field: 'hmacSecret', message: 'xyz is too short' }]),
  );
  expect(JSON.stringify([message, members])).not.toContain('xyz');
  expect([message, members]).toEqual([expect.not.stringContaining('address'), { code: 'fastspring_refused' }]);
});
