import { Server } from 'proxy-chain';
import { onTestFinished } from 'vitest';
import { egressAddresses } from '../../../server/config/egress-addresses.ts';
import { pinTo } from '../../../server/outward/pin.ts';
import { openTestDatabase } from '../../postgres/test-database.ts';
import { configFor, connectAccount, startKommo, startSandbox, withEgress } from './kommo-stack.ts';

const credentials = { username: 'tunnel', password: 'se,cret' };

/** A CONNECT proxy of its own port whose connections leave from `caller`, an address of this machine. */
export interface TestProxy {
  /** as in KOMMO_EGRESS, with its credentials */
  readonly entry: string;
  readonly caller: string;
  readonly tunnels: () => number;
  readonly stop: () => Promise<void>;
}

/** @param port of a proxy that was stopped, to start it again */
export async function startProxy(caller: string, label: string, port = 0): Promise<TestProxy & { port: number }> {
  const server = new Server({
    port,
    host: '127.0.0.1',
    prepareRequestFunction: ({ username, password }) => ({
      requestAuthentication: username !== credentials.username || password !== credentials.password,
      localAddress: caller,
    }),
  });
  await server.listen();
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await server.close(true);
  };
  onTestFinished(stop);
  const { username, password } = credentials;
  return {
    entry: `http://${username}:${encodeURIComponent(password)}@127.0.0.1:${server.port}#${label}`,
    caller,
    port: server.port,
    tunnels: () => server.stats.connectRequestCount,
    stop,
  };
}

/** Two proxies, `north` and `south`, that leave from different addresses; and which of them a key is pinned to. */
export async function startTwoProxies() {
  const north = await startProxy('127.0.0.2', 'north');
  const south = await startProxy('127.0.0.3', 'south');
  const addresses = egressAddresses.parse(`${north.entry}, ${south.entry}`);
  const names = addresses.map(({ name }) => name);
  return { north, south, addresses, isNorth: (key: string) => pinTo(names, key) === 'north' };
}

/**
 * Two proxies and the sandbox behind them, which sees two callers and limits each by itself. At least three accounts are
 * pinned to each proxy.
 */
export async function startEgressStack() {
  const { addresses, isNorth, ...proxies } = await startTwoProxies();
  const sandbox = await startSandbox();
  const database = await openTestDatabase();
  const { prisma } = database;
  const config = withEgress(configFor(sandbox), addresses);
  const pinned = { north: [] as string[], south: [] as string[] };
  while (pinned.north.length < 3 || pinned.south.length < 3) {
    const subdomain = `a${pinned.north.length + pinned.south.length}`;
    sandbox.addAccount({ subdomain });
    const id = await connectAccount(prisma, sandbox, subdomain);
    pinned[isNorth(id) ? 'north' : 'south'].push(id);
  }
  return { ...proxies, sandbox, database, prisma, config, pinned, kommo: startKommo(database, config) };
}
