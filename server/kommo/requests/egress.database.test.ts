import { describe, expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startEgressStack, startProxy, startTwoProxies } from '../../../testing/server/kommo/egress-stack.ts';
import { endPauses, startKommo, windowMs, withEgress } from '../../../testing/server/kommo/kommo-stack.ts';
import { allow, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import { egressAddresses } from '../../config/egress-addresses.ts';
import { addressBlockReason } from '../account/address-blocks.ts';
import { KommoProxyFailed } from './errors.ts';

type Stack = Awaited<ReturnType<typeof startEgressStack>>;

const always = Number.POSITIVE_INFINITY;
const refusal = { kind: 'status', status: 429, body: { title: 'Too Many Requests', retry_after: 300 } } as const;

const ask = ({ kommo }: Pick<Stack, 'kommo'>, accountId = '') =>
  kommo.forAccount(accountId, 'background').getPipelines();
const callersOf = ({ sandbox }: Stack) => sandbox.requests.map(({ caller }) => caller);
const statesOf = async ({ prisma }: Stack, ids: readonly string[]) =>
  (await prisma.account.findMany({ where: { id: { in: [...ids] } } })).map(({ state, stateReason }) => ({
    state,
    stateReason,
  }));

// macOS gives a process 127.0.0.1 alone, so that the sandbox could not tell the proxies apart.
describe.skipIf(process.platform === 'darwin')('through two proxies', () => {
  test('each account leaves by its own address, in every process and whatever the order of the list', async () => {
    const stack = await startEgressStack();
    const { north, south, database, prisma, config, pinned } = stack;
    const restarted = startKommo(database, withEgress(config, config.kommo.egress.toReversed()));
    for (const { kommo } of [stack, { kommo: restarted }]) {
      for (const [first, second] of [pinned.north, pinned.south]) {
        await ask({ kommo }, first);
        await ask({ kommo }, second);
      }
    }
    const once = [north.caller, north.caller, south.caller, south.caller];
    expect(callersOf(stack)).toEqual([...once, ...once]);
    expect([north.tunnels(), south.tunnels()].every((count) => count > 0)).toBe(true);
    const names = await prisma.outgoingRequest.findMany({ distinct: ['egress'], orderBy: { egress: 'asc' } });
    expect(names.map(({ egress }) => egress)).toEqual(['north', 'south']);
  });

  test('each address has the whole limit, over two processes', async () => {
    const stack = await startEgressStack();
    const { north, south, sandbox, database, config, pinned } = stack;
    const other = { kommo: startKommo(database, config) };
    const bursts = [stack, other].flatMap((process) =>
      [...pinned.north.slice(0, 2), ...pinned.south.slice(0, 2)].flatMap((id) =>
        Array.from({ length: 6 }, () => ask(process, id)),
      ),
    );
    await Promise.all(bursts);
    expect(sandbox.callCount()).toBe(48);
    for (const { caller } of [north, south]) {
      expect(sandbox.requests.filter((request) => request.caller === caller)).toHaveLength(24);
      expect(sandbox.busiestWindow(windowMs, caller)).toBeLessThanOrEqual(7);
    }
    expect(sandbox.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('a block of one address stops its accounts alone, until a probe gets through', async () => {
    const stack = await startEgressStack();
    const { north, sandbox, prisma, kommo, pinned } = stack;
    const block = sandbox.faults.add({ kind: 'html_403', match: { caller: north.caller }, times: always });
    for (const id of pinned.north.slice(0, 2))
      await expect(ask(stack, id)).rejects.toMatchObject({ reason: 'blocked' });
    for (const id of pinned.south) expect(await ask(stack, id)).not.toHaveLength(0);
    const blocked = await statesOf(stack, pinned.north);
    expect(blocked.every(({ state }) => state === 'blocked')).toBe(true);
    expect(blocked.some(({ stateReason }) => stateReason === addressBlockReason)).toBe(true);
    const connected = { state: 'connected', stateReason: null };
    expect(await statesOf(stack, pinned.south)).toEqual(pinned.south.map(() => connected));

    block.remove();
    await prisma.account.updateMany({ where: { state: 'blocked' }, data: { pausedUntil: new Date(0) } });
    await kommo.tryUnavailableAccounts(never);
    expect(await statesOf(stack, pinned.north)).toEqual(pinned.north.map(() => connected));
  });

  test('blocks of one account at each address are no block of an address', async () => {
    const stack = await startEgressStack();
    const { sandbox, pinned } = stack;
    sandbox.faults.add({ kind: 'html_403', times: 2 });
    for (const id of [pinned.north[0], pinned.south[0]]) {
      await expect(ask(stack, id)).rejects.toMatchObject({ reason: 'blocked' });
    }
    for (const id of [pinned.north[1], pinned.south[1]]) expect(await ask(stack, id)).not.toHaveLength(0);
  });

  test('when both addresses were blocked, each is probed, and only the one that is free again goes on', async () => {
    const stack = await startEgressStack();
    const { north, south, sandbox, prisma, kommo, pinned } = stack;
    const blocks = [north, south].map(({ caller }) =>
      sandbox.faults.add({ kind: 'html_403', match: { caller }, times: always }),
    );
    for (const id of [...pinned.north.slice(0, 2), ...pinned.south.slice(0, 2)]) {
      await expect(ask(stack, id)).rejects.toMatchObject({ reason: 'blocked' });
    }
    blocks[1]?.remove();
    sandbox.forgetRequests();
    await prisma.account.updateMany({ data: { stateReason: addressBlockReason, pausedUntil: new Date(0) } });
    await kommo.tryUnavailableAccounts(never);
    expect(callersOf(stack).toSorted()).toEqual([north.caller, south.caller]);
    expect((await statesOf(stack, pinned.north)).every(({ state }) => state === 'blocked')).toBe(true);
    expect((await statesOf(stack, pinned.south)).every(({ state }) => state === 'connected')).toBe(true);
  });

  test('two 429 within a minute pause the accounts of their address alone', async () => {
    const stack = await startEgressStack();
    const { north, sandbox, prisma, kommo, pinned } = stack;
    sandbox.faults.add({ ...refusal, match: { caller: north.caller }, times: 2 });
    for (const id of pinned.north.slice(0, 2))
      await expect(ask(stack, id)).rejects.toMatchObject({ retryAfter: 300_000 });
    const paused = await prisma.account.findMany({ where: { NOT: { pausedUntil: null } } });
    expect(paused.map(({ id }) => id).toSorted()).toEqual(pinned.north.toSorted());
    for (const id of pinned.south) expect(await ask(stack, id)).not.toHaveLength(0);
    expect(kommo.countsOfEgresses()).toMatchObject([
      { name: 'north', refusals: 2 },
      { name: 'south', refusals: 0 },
    ]);

    // The address itself sends nothing either, whatever the accounts' rows say.
    await prisma.account.updateMany({ data: { pausedUntil: null } });
    await expect(ask(stack, pinned.north[0])).rejects.toMatchObject({ name: 'KommoNotSent' });
    await endPauses(prisma);
    expect(await ask(stack, pinned.north[0])).not.toHaveLength(0);
  });

  test('a proxy that is down holds up its accounts alone, until it is back', async () => {
    const stack = await startEgressStack();
    const { north, sandbox, pinned, kommo } = stack;
    await north.stop();
    for (const id of pinned.north) {
      await expect(ask(stack, id)).rejects.toThrow(
        new KommoProxyFailed(
          'GET /api/v4/leads/pipelines: not sent, the proxy gave no connection to Kommo (ECONNREFUSED)',
        ),
      );
    }
    for (const id of pinned.south) expect(await ask(stack, id)).not.toHaveLength(0);
    expect(sandbox.callCount()).toBe(pinned.south.length);
    expect(kommo.countsOfEgresses()).toMatchObject([
      { name: 'north', proxyFailures: pinned.north.length },
      { name: 'south', proxyFailures: 0 },
    ]);
    expect((await statesOf(stack, pinned.north)).every(({ state }) => state === 'connected')).toBe(true);

    await startProxy(north.caller, 'north', north.port);
    for (const id of pinned.north) expect(await ask(stack, id)).not.toHaveLength(0);
  });

  test('the operator reads once that a proxy is down and once that it is back, and never its password', async () => {
    const stack = await startEgressStack();
    const { north, database, config, pinned } = stack;
    const logged: unknown[] = [];
    const note = (...entry: unknown[]) => void logged.push(entry);
    const kommo = startKommo(database, config, {}, { info: note, warn: note });
    await north.stop();
    for (const id of pinned.north) await expect(ask({ kommo }, id)).rejects.toThrow(KommoProxyFailed);
    await startProxy(north.caller, 'north', north.port);
    for (const id of pinned.north) await ask({ kommo }, id);
    expect(logged).toEqual([
      [{ egress: 'north', reason: 'ECONNREFUSED' }, 'a proxy gives no connection to Kommo'],
      [{ egress: 'north' }, 'the proxy gives connections to Kommo again'],
    ]);
  });

  test('wrong credentials are a proxy that fails, with its status and without them', async () => {
    const stack = await startEgressStack();
    const { north, database, config, pinned, sandbox } = stack;
    const wrong = egressAddresses.parse(north.entry.replace(/:[^:@]*@/, ':forgotten@'));
    const kommo = startKommo(database, withEgress(config, wrong));
    const failed = await ask({ kommo }, pinned.north[0]).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(KommoProxyFailed);
    expect(String(failed)).toContain('(answered 407)');
    expect(String(failed)).not.toContain('forgotten');
    expect(sandbox.callCount()).toBe(0);
  });

  test('an installation leaves by the address that its subdomain is pinned to', async () => {
    const { north, south, addresses, isNorth } = await startTwoProxies();
    const [own, other] = isNorth('demo') ? [north, south] : [south, north];
    const { sandbox, prisma, visit } = await startOauth(await openTestDatabase(), { egress: addresses });
    await other.stop();
    const consent = await visit('/oauth/install');
    const page = await visit(await allow(sandbox, new URL(consent.headers.get('location') ?? '')));
    expect(page.text).toContain('Connected');
    expect(await prisma.account.count({ where: { state: 'connected' } })).toBe(1);
    expect(sandbox.callCount()).toBeGreaterThan(1);
    expect(new Set(sandbox.requests.map(({ caller }) => caller))).toEqual(new Set([own.caller]));
  });

  test('an installation whose proxy is down waits, and counts as no failure that an alarm would report', async () => {
    const { north, south, addresses, isNorth } = await startTwoProxies();
    await (isNorth('demo') ? north : south).stop();
    const { sandbox, prisma, visit, kommo } = await startOauth(await openTestDatabase(), { egress: addresses });
    const consent = await visit('/oauth/install');
    await visit(await allow(sandbox, new URL(consent.headers.get('location') ?? '')));
    expect(await prisma.pendingInstall.findFirst()).toMatchObject({ state: 'open', attempts: 1 });
    expect(sandbox.callCount()).toBe(0);
    expect(kommo.countsOfEgresses().map(({ proxyFailures }) => proxyFailures)).toEqual([0, 0]);
  });
});
