import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { FastspringApi } from '../../../../server/fastspring/api/api.ts';
import { createFastspring, type Fastspring } from '../../../../server/fastspring/api/fastspring-api.ts';
import type { Database } from '../../../../server/platform/database/database.ts';
import { sealedColumns } from '../../../../server/secrets/sealed-columns.ts';
import { openTestDatabase } from '../../../postgres/test-database.ts';
import { testSealer } from '../../platform/crypto/test-sealer.ts';
import { type StubAnswer, type StubRequest, type StubStore, startStubStore } from './stub-store.ts';

const never = new AbortController().signal;

export interface ApiStack {
  readonly store: StubStore;
  readonly database: Database;
  readonly fastspring: Fastspring;
  readonly accountId: string;
  /** of that account, for background work */
  readonly api: FastspringApi;
  readonly letTimePass: (ms: number) => void;
}

/** A store with scripted answers, a migrated database, and our side of FastSpring; closed after the running test. */
export async function startApiStack(answer: (request: StubRequest) => StubAnswer, given?: Database): Promise<ApiStack> {
  const store = await startStubStore(answer);
  const database = given ?? (await openTestDatabase());
  let time = 0;
  const fastspring = startFastspring(database, store, () => time);
  const accountId = await connectStore(database);
  return {
    store,
    database,
    fastspring,
    accountId,
    api: fastspring.forAccount(accountId, 'background', never),
    letTimePass: (ms) => {
      time += ms;
    },
  };
}

/** Another one on the same database acts as another process. */
export function startFastspring(
  { prisma }: Pick<Database, 'prisma'>,
  store: { readonly url: string },
  clock: () => number = () => 0,
): Fastspring {
  const fastspring = createFastspring({ prisma, sealer: testSealer, config: { fastspringApiUrl: store.url }, clock });
  onTestFinished(fastspring.close);
  return fastspring;
}

/** An account of ours with API credentials, or without when `username` is null. */
export async function connectStore(
  { prisma }: Pick<Database, 'prisma'>,
  username: string | null = 'acme-user',
  password = 'not-a-real-password',
): Promise<string> {
  const webhookKey = randomBytes(16).toString('base64url');
  const { id } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey } });
  if (username !== null) await saveCredentials({ prisma }, id, username, password);
  return id;
}

export async function saveCredentials(
  { prisma }: Pick<Database, 'prisma'>,
  id: string,
  username: string,
  password: string,
): Promise<void> {
  const data = {
    apiUsername: testSealer.seal(sealedColumns.apiUsername, id, username),
    apiPassword: testSealer.seal(sealedColumns.apiPassword, id, password),
  };
  await prisma.account.update({ where: { id }, data });
}
