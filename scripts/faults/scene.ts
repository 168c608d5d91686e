import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { storeAuthorization } from '../../server/kommo/tokens/token-store.ts';
import { createSealer } from '../../server/platform/crypto/seal.ts';
import type { Database } from '../../server/platform/database/database.ts';
import { sealedColumns } from '../../server/secrets/sealed-columns.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type RecordingPath, recordOneByOne } from '../../testing/postgres/record-one-by-one.ts';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type FaultProxy, startFaultProxy, type TakeFault } from '../../testing/sandbox/faults/kommo-proxy.ts';
import { type PostgresProxy, startPostgresProxy } from '../../testing/sandbox/faults/postgres-proxy.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import type { OneTimeTokenOptions } from '../../testing/sandbox/kommo/oauth/one-time-token.ts';
import { createServiceProcess, type ServiceProcess } from './service-process.ts';
import { type AccountStory, rulesFor } from './story.ts';

/** A Kommo, a database, the proxies to both, and the service's processes between them. */
export interface Scene {
  readonly kommo: KommoSandbox;
  /** between the service and Kommo */
  readonly wire: FaultProxy;
  /** between the service and Postgres */
  readonly databaseWire: PostgresProxy;
  /** the database, bypassing its proxy */
  readonly database: Database;
  readonly databaseUrl: string;
  /** not started yet */
  readonly services: readonly ServiceProcess[];
  readonly accountId: (subdomain: string) => string;
  /** of its webhook address */
  readonly webhookPath: (subdomain: string) => string;
  /** the token of the widget; the service knows Kommo by the proxy's address */
  readonly oneTimeToken: (subdomain: string, change?: Pick<OneTimeTokenOptions, 'claims' | 'secret'>) => string;
  /**
   * sends a webhook until it is acknowledged, as FastSpring does, but without its hours; returns the number of attempts
   */
  readonly deliver: (story: AccountStory, events: readonly object[], service?: ServiceProcess) => Promise<number>;
  readonly countPending: (subdomains: readonly string[]) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface SceneOptions {
  readonly postgres: Pick<PostgresServer, 'url'>;
  readonly stories: readonly AccountStory[];
  readonly takeFault?: TakeFault;
  /** 1 by default */
  readonly processes?: number;
  /** requests per second, kept by the service and enforced by Kommo; 7 by default */
  readonly rateLimit?: number;
  /** on top of the variables of all processes, one set each; they get the database's address without its proxy */
  readonly environments?: (databaseUrl: string) => readonly Readonly<Record<string, string>>[];
  /** `in sets` by default */
  readonly recording?: RecordingPath;
  /** the program of the processes; the service as `npm start` runs it by default */
  readonly program?: string;
  /** of Node, as `createServiceProcess` takes them */
  readonly flags?: readonly string[];
}

export const encryptionKey = Buffer.alloc(32, 5);
const sealer = createSealer({ current: encryptionKey, other: undefined });
export const webhookSecret = 'faults-webhook-secret';

export async function setScene(options: SceneOptions): Promise<Scene> {
  const { postgres, stories, takeFault = () => null, processes = 1, rateLimit = 7 } = options;
  const kommo = await startKommoSandbox({
    accounts: stories.map(({ subdomain }) => ({ subdomain })),
    limit: { requests: rateLimit },
  });
  const wire = await startFaultProxy(kommo.origin, takeFault);
  const databaseUrl = await createDatabase(postgres);
  const databaseWire = await startPostgresProxy(databaseUrl);
  const database = await openDatabase({ databaseUrl, dataDir: '' });
  if (options.recording === 'one by one') await recordOneByOne(database);
  const accounts: Accounts = new Map();
  for (const story of stories) accounts.set(story.subdomain, await connect(database, kommo, story));
  // The same for all processes, as behind one address: Kommo checks it when a token is renewed.
  const publicUrl = new URL(kommo.integration().redirectUri).origin;
  const environment = {
    ...connectionsTo(kommo, wire),
    PUBLIC_URL: publicUrl,
    DATABASE_URL: databaseWire.url,
    ENCRYPTION_KEY: encryptionKey.toString('base64'),
    KOMMO_RATE_LIMIT: String(rateLimit),
  };
  const own = options.environments?.(databaseUrl);
  const services = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      createServiceProcess({ ...environment, ...own?.[index] }, options.program, options.flags),
    ),
  );
  const accountId = (subdomain: string) => accountOf(accounts, subdomain).id;
  const webhookPath = (subdomain: string) => `/webhooks/fastspring/${accountOf(accounts, subdomain).webhookKey}`;

  return {
    kommo,
    wire,
    databaseWire,
    database,
    databaseUrl,
    services,
    accountId,
    webhookPath,
    oneTimeToken: (subdomain, { claims, ...change } = {}) =>
      kommo.oneTimeToken({
        subdomain,
        audience: publicUrl,
        claims: { iss: wire.addressOf(subdomain), ...claims },
        ...change,
      }),
    deliver: (story, events, service = services[0]) =>
      deliver(`${service?.url}${webhookPath(story.subdomain)}`, events),
    countPending: (subdomains) => countPending(database, subdomains.map(accountId)),
    close: async () => {
      for (const service of services) await service.kill();
      await wire.close();
      await databaseWire.close();
      await database.close();
      await kommo.close();
    },
  };
}

type Accounts = Map<string, { readonly id: string; readonly webhookKey: string }>;

function accountOf(accounts: Accounts, subdomain: string) {
  const account = accounts.get(subdomain);
  if (account === undefined) throw new Error(`the scene has no account ${subdomain}`);
  return account;
}

async function deliver(url: string, events: readonly object[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendWebhook({ url, secret: webhookSecret, events }).catch(() => null);
    if (answer?.status === 200) return attempt;
    if (answer !== null && answer.status !== 503) throw new Error(`The webhook was answered ${answer.status}`);
    await wait(250);
  }
}

function connectionsTo(kommo: KommoSandbox, wire: FaultProxy) {
  const { clientId, clientSecret } = kommo.integration();
  return {
    KOMMO_CLIENT_ID: clientId,
    KOMMO_CLIENT_SECRET: clientSecret,
    KOMMO_ORIGIN_TEMPLATE: wire.originTemplate,
    KOMMO_DOMAIN: '',
    KOMMO_ACCESS_TOKEN: '',
  };
}

/** Works with a scene; after a failure no process is left behind. */
export async function closeOnFailure<Result>(scene: Scene, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await scene.close();
    throw error;
  }
}

/** Makes an empty one and returns its address. */
export async function createDatabase(postgres: Pick<PostgresServer, 'url'>): Promise<string> {
  const name = `scene_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client(postgres.url('postgres'));
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return postgres.url(name);
}

/** The results of an installation, the settings page and the sellers: tokens, secret, rules, contacts and leads. */
async function connect({ prisma }: Database, kommo: KommoSandbox, story: AccountStory) {
  const { subdomain } = story;
  const account = kommo.account(subdomain);
  const id = randomUUID();
  const row = await prisma.account.create({
    data: {
      id,
      kommoAccountId: account.id,
      subdomain,
      currency: account.currency,
      timeZone: account.timezone,
      webhookKey: randomBytes(32).toString('base64url'),
      webhookSecret: sealer.seal(sealedColumns.webhookSecret, id, webhookSecret),
      settings: { rules: rulesFor(account.pipelines) },
    },
  });
  const tokens = kommo.issueTokens(subdomain);
  await storeAuthorization(prisma, sealer, id, { ...tokens, expiresIn: 86_400 });
  for (const { name, email } of story.buyers) {
    const contact = kommo.addContact({ name, emails: [email] }, { subdomain });
    kommo.addLead({ name: `${name}’s deal`, contactIds: [contact.id] }, { subdomain });
  }
  return row;
}

async function countPending({ prisma }: Database, accountIds: readonly string[]): Promise<number> {
  const accountId = { in: [...accountIds] };
  const counts = await Promise.all([
    prisma.event.count({ where: { accountId, state: 'received' } }),
    prisma.customer.count({ where: { accountId, nextMatchAt: { not: null } } }),
    prisma.fact.count({ where: { accountId, plannedAt: null, customerId: { not: null } } }),
    prisma.effect.count({ where: { accountId, state: { in: ['open', 'sending', 'uncertain'] } } }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
