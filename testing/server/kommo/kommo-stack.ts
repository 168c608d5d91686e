import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { onTestFinished } from 'vitest';
import { direct, type EgressAddress } from '../../../server/config/egress-addresses.ts';
import type { KommoConfig } from '../../../server/kommo/context.ts';
import { createKommo, type Kommo } from '../../../server/kommo/kommo.ts';
import type { KommoTimeouts } from '../../../server/kommo/requests/timeouts.ts';
import { storeAuthorization } from '../../../server/kommo/tokens/token-store.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import type { PrismaClient } from '../../../server/platform/database/generated/client.ts';
import { openTestDatabase } from '../../postgres/test-database.ts';
import { type KommoSandbox, type KommoSandboxOptions, startKommoSandbox } from '../../sandbox/kommo/index.ts';
import { testSealer, testSecret } from '../platform/crypto/test-sealer.ts';

/** ms; Kommo counts requests in this window: short, so that no test waits for a second to pass. */
export const windowMs = 100;
/** Long enough for every answer of Kommo, even on a busy machine. */
const testTimeouts = { windowMs, storeAgainMs: 1, closeMs: 100, installAnswerMs: 60_000, rightsAnswerMs: 60_000 };
/** What `configFor` sets: every account uses it. */
export const onlyEgress = { name: direct.name, isPinned: () => true };
export const silent = { info: () => undefined, warn: () => undefined };

export interface KommoStack {
  readonly sandbox: KommoSandbox;
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly config: KommoConfig;
  readonly kommo: Kommo;
  /** our id of the sandbox's first account, connected with fresh tokens */
  readonly accountId: string;
}

/** A sandbox, a migrated database and our side of Kommo between them; closed after the running test. */
export async function startKommoStack(
  options: { database?: Database; sandbox?: KommoSandboxOptions } = {},
): Promise<KommoStack> {
  const sandbox = await startSandbox(options.sandbox);
  const database = options.database ?? (await openTestDatabase());
  const config = configFor(sandbox);
  const kommo = startKommo(database, config);
  const accountId = await connectAccount(database.prisma, sandbox);
  return { sandbox, database, prisma: database.prisma, config, kommo, accountId };
}

export async function startSandbox(options: KommoSandboxOptions = {}): Promise<KommoSandbox> {
  const sandbox = await startKommoSandbox({ hookTimeoutMs: 60_000, ...options, limit: { windowMs, ...options.limit } });
  onTestFinished(sandbox.close);
  return sandbox;
}

export function configFor(
  sandbox: Pick<KommoSandbox, 'originTemplate' | 'oauthUrl' | 'integration'>,
  publicUrl = 'http://127.0.0.1:9',
): KommoConfig {
  const { clientId, clientSecret } = sandbox.integration();
  const { originTemplate, oauthUrl } = sandbox;
  return {
    publicUrl,
    kommo: { clientId, clientSecret, originTemplate, oauthUrl, rateLimit: 7, egress: [direct] },
    singleAccount: undefined,
  };
}

export function withEgress(config: KommoConfig, egress: readonly EgressAddress[]): KommoConfig {
  return { ...config, kommo: { ...config.kommo, egress } };
}

/** Another one on the same database acts as another process. */
export function startKommo(
  database: Pick<Database, 'prisma' | 'query'>,
  config: KommoConfig,
  timeouts: Partial<KommoTimeouts> = {},
  log: Pick<FastifyBaseLogger, 'info' | 'warn'> = silent,
): Kommo {
  const kommo = createKommo({
    database,
    sealer: testSealer,
    secretOf: () => testSecret,
    config,
    log,
    timeouts: { ...testTimeouts, ...timeouts },
  });
  onTestFinished(kommo.close);
  return kommo;
}

/** The rows of an installation in the database. */
export async function connectAccount(
  prisma: PrismaClient,
  sandbox: KommoSandbox,
  subdomain?: string,
  expiresIn = 86_400,
): Promise<string> {
  const account = sandbox.account(subdomain);
  const { id } = await prisma.account.create({
    data: {
      kommoAccountId: account.id,
      subdomain: account.subdomain,
      webhookKey: randomBytes(32).toString('base64url'),
    },
  });
  const { accessToken, refreshToken } = sandbox.issueTokens(account.subdomain);
  await storeAuthorization(prisma, testSealer, id, { accessToken, refreshToken, expiresIn });
  return id;
}

/** Ends all pauses after a 429: they end by the database's clock, which no test moves. */
export async function endPauses(prisma: PrismaClient): Promise<void> {
  await prisma.account.updateMany({ data: { pausedUntil: null } });
  await prisma.outgoingRequest.updateMany({
    where: { service: 'kommo' },
    data: { slowsTo: null, blocksTo: null },
  });
}

/** A server for requests that the sandbox does not support; `origin` has no trailing slash. */
export async function startServer(listener: RequestListener): Promise<{ origin: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { origin: `http://127.0.0.1:${address.port}` };
}
