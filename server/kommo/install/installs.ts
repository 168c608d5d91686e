import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { type Backoff, backoff } from '../../outward/backoff.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { day, minute } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { accountFacts } from '../api/account-facts.ts';
import type { KommoAccount } from '../api/api.ts';
import { KommoError, KommoNotSent } from '../requests/errors.ts';
import type { TokenPair } from '../tokens/token-endpoint.ts';
import { storeAuthorization } from '../tokens/token-store.ts';
import {
  type ClaimedInstall,
  createInstallQueue,
  type InstallOrigin,
  type InstallQueue,
  type NewInstall,
} from './install-queue.ts';
import { InstallRefused, type InstallRequests, NoAccountThere } from './install-requests.ts';

export type InstallOutcome =
  | { readonly kind: 'connected'; readonly accountName: string }
  /** it is retried automatically */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** a person has to begin again */
  | { readonly kind: 'failed'; readonly reason: string };

export interface Installs {
  /** Stores the code: Kommo never sends it twice. Returns the id of the pending installation, or why there is none. */
  readonly accept: (install: Omit<NewInstall, 'id'>) => ReturnType<InstallQueue['add']>;
  /** Takes an installation as far as it can go now. Safe to repeat, in any process. */
  readonly complete: (installId: string) => Promise<InstallOutcome>;
  /** Completes the due installations of one origin; neither origin waits for the other. Run by a timer. */
  readonly completePending: (origin: InstallOrigin) => Promise<void>;
}

/** The stored data of an installation in progress: the code, and after its exchange the token pair. */
const progressSchema = z.union([
  z.object({ code: z.string() }),
  z.object({ pair: z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number() }) }),
]);
type Progress = z.infer<typeof progressSchema>;

/** ms; Kommo's code is valid for 20 minutes, the access token for a day */
const giveUpAfter = { code: 20 * minute, pair: day };
/** ms; what strangers can send is tried at most once a minute, so that its attempts can be counted */
const delays: Readonly<Record<InstallOrigin, Backoff>> = {
  begunHere: { first: 1_000, longest: 10 * minute },
  broughtByKommo: { first: minute, longest: 10 * minute },
};

export function createInstalls(dependencies: {
  prisma: PrismaClient;
  sealer: Sealer;
  requests: InstallRequests;
  /** the period in which installations are counted, ms */
  windowMs: number;
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
}): Installs {
  const { prisma, sealer, requests, log } = dependencies;
  const queue = createInstallQueue(prisma, dependencies.windowMs);
  const seal = (installId: string, progress: Progress) =>
    sealer.seal(sealedColumns.installCode, installId, JSON.stringify(progress));
  const open = ({ id, code }: ClaimedInstall) => {
    const opened = openOrNull(sealer, sealedColumns.installCode, id, code);
    return opened === null ? null : progressSchema.parse(JSON.parse(opened));
  };

  async function complete(installId: string): Promise<InstallOutcome> {
    const install = await queue.claim(installId);
    if (install === undefined) return readOutcome(installId);
    const progress = open(install);
    if (progress === null) return fail(install.id, 'The authorization cannot be read with this ENCRYPTION_KEY');
    if ('code' in progress && install.age > giveUpAfter.code)
      return fail(install.id, 'The authorization code is too old');
    try {
      const pair = 'pair' in progress ? progress.pair : await exchangeCode(install, progress.code);
      const account = await requests.readAccount(install.subdomain, pair.accessToken, install.origin);
      await connect(install.id, account, pair);
      log.info({ kommoAccountId: account.id }, 'a Kommo account was connected');
      return { kind: 'connected', accountName: account.name };
    } catch (error) {
      const isOver = error instanceof InstallRefused || (error instanceof NoAccountThere && install.attempts > 1);
      if (isOver) return fail(install.id, error.message);
      if (error instanceof KommoError) return postpone(install, progress, error);
      throw error;
    }
  }

  /**
   * The exchange spends the code, so the pair is stored before it is used. An address that anybody may have named is
   * first checked for an account: the exchange sends the integration's secret.
   */
  async function exchangeCode(install: ClaimedInstall, code: string): Promise<TokenPair> {
    const isKnown =
      (await prisma.account.count({ where: { subdomain: install.subdomain, NOT: { kommoAccountId: null } } })) > 0;
    if (!isKnown) await requests.requireAccount(install.subdomain, install.origin);
    const pair = await requests.exchangeCode(install.subdomain, code, install.origin);
    await prisma.pendingInstall.update({ where: { id: install.id }, data: { code: seal(install.id, { pair }) } });
    return pair;
  }

  /** A returning account keeps everything but its secrets. */
  async function connect(installId: string, account: KommoAccount, pair: TokenPair): Promise<void> {
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
  }

  async function postpone(install: ClaimedInstall, progress: Progress, error: KommoError): Promise<InstallOutcome> {
    const limit = 'pair' in progress ? giveUpAfter.pair : giveUpAfter.code;
    if (install.age > limit) return fail(install.id, `Kommo did not answer in time. ${error.message}`);
    const asked = error instanceof KommoNotSent ? (error.retryAfter ?? 0) : 0;
    const delay = Math.max(asked, backoff(delays[install.origin], install.attempts));
    await prisma.$executeRaw`
      UPDATE pending_installs
      SET last_error = ${error.message}, next_attempt = clock_timestamp() + ${delay} * interval '1 millisecond'
      WHERE id = ${install.id}::uuid AND state = 'open'`;
    log.warn({ installId: install.id, reason: error.message }, 'an installation waits for Kommo');
    return { kind: 'waiting', reason: error.message };
  }

  async function fail(installId: string, reason: string): Promise<InstallOutcome> {
    await prisma.pendingInstall.update({
      where: { id: installId },
      data: { state: 'failed', code: '', lastError: reason },
    });
    log.warn({ installId, reason }, 'an installation failed');
    return { kind: 'failed', reason };
  }

  /** For an installation that another process works on, or that is over. */
  async function readOutcome(installId: string): Promise<InstallOutcome> {
    const install = await prisma.pendingInstall.findUnique({ where: { id: installId } });
    if (install?.state === 'done') return { kind: 'connected', accountName: install.subdomain };
    const reason = install?.lastError ?? '';
    return { kind: install?.state === 'failed' ? 'failed' : 'waiting', reason };
  }

  return {
    accept: (install) => {
      const id = randomUUID();
      return queue.add({ ...install, id, code: seal(id, { code: install.code }) });
    },
    complete,
    completePending: async (origin) => {
      await queue.sweep();
      const due = await queue.findDue(origin);
      const outcomes = await Promise.allSettled(due.map((id) => complete(id)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}
