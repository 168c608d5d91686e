import { randomBytes } from 'node:crypto';
import { type Backoff, backoff } from '../../outward/backoff.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import { accountFacts } from '../api/account-facts.ts';
import type { KommoAccount } from '../api/api.ts';
import type { KommoContext } from '../context.ts';
import { KommoNotSent } from '../requests/errors.ts';
import type { TokenPair } from '../tokens/token-endpoint.ts';
import { storeAuthorization } from '../tokens/token-store.ts';
import type { InstallAttempt, InstallOrigin } from './install-queue.ts';

export type InstallOutcome =
  | { readonly kind: 'connected'; readonly accountName: string }
  /** it is retried automatically */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** a person has to begin again */
  | { readonly kind: 'failed'; readonly reason: string };

/** What the outcome of an installation is stored with. */
export type InstallStore = Pick<KommoContext, 'prisma' | 'sealer' | 'log'>;

/** ms; what strangers can send is tried at most once a minute, so that its attempts can be counted */
const delays: Readonly<Record<InstallOrigin, Backoff>> = {
  begunHere: { first: 1_000, longest: 10 * minute },
  broughtByKommo: { first: minute, longest: 10 * minute },
};

/** A returning account keeps everything but its secrets. */
export async function connect(
  { prisma, sealer, log }: InstallStore,
  installId: string,
  account: KommoAccount,
  pair: TokenPair,
): Promise<InstallOutcome> {
  const facts = {
    ...accountFacts(account),
    subdomain: account.subdomain,
    state: 'connected',
    stateReason: null,
    pausedUntil: null,
    deleteAfter: null,
    wholePrices: false,
  };
  await prisma.$transaction(async (transaction) => {
    const { id } = await transaction.account.upsert({
      where: { kommoAccountId: account.id },
      create: { ...facts, kommoAccountId: account.id, webhookKey: randomBytes(32).toString('base64url') },
      update: facts,
    });
    await storeAuthorization(transaction, sealer, id, pair);
    await transaction.pendingInstall.update({
      where: { id: installId },
      data: { state: 'done', code: '', lastError: null },
    });
  });
  log.info({ kommoAccountId: account.id }, 'a Kommo account was connected');
  return { kind: 'connected', accountName: account.name };
}

/** The next attempt comes when Kommo has asked for it, and later with each attempt. */
export async function postpone(
  { prisma, log }: InstallStore,
  install: InstallAttempt,
  error: Pick<Error, 'message'>,
): Promise<InstallOutcome> {
  const asked = error instanceof KommoNotSent ? (error.retryAfter ?? 0) : 0;
  const delay = Math.max(asked, backoff(delays[install.origin], install.attempts));
  await prisma.$executeRaw`
    UPDATE pending_installs
    SET last_error = ${error.message}, next_attempt = clock_timestamp() + ${delay} * interval '1 millisecond'
    WHERE id = ${install.id}::uuid AND state = 'open'`;
  log.warn({ installId: install.id, reason: error.message }, 'an installation waits for Kommo');
  return { kind: 'waiting', reason: error.message };
}

/** A process that stalled may come after another one that has connected the account. */
export async function fail({ prisma, log }: InstallStore, installId: string, reason: string): Promise<InstallOutcome> {
  await prisma.pendingInstall.updateMany({
    where: { id: installId, state: 'open' },
    data: { state: 'failed', code: '', lastError: reason },
  });
  log.warn({ installId, reason }, 'an installation failed');
  return { kind: 'failed', reason };
}

/** As the last attempt left it; a waiting one without a reason is in its first attempt. */
export async function readOutcome(prisma: PrismaClient, installId: string): Promise<InstallOutcome> {
  const install = await prisma.pendingInstall.findUnique({ where: { id: installId } });
  if (install?.state === 'done') {
    const account = await prisma.account.findFirst({ where: { subdomain: install.subdomain, state: 'connected' } });
    return { kind: 'connected', accountName: account?.name || install.subdomain };
  }
  const reason = install?.lastError ?? '';
  return { kind: install?.state === 'failed' ? 'failed' : 'waiting', reason };
}
