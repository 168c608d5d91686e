import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import { day, minute } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { KommoError } from '../requests/errors.ts';
import type { TokenPair } from '../tokens/token-endpoint.ts';
import { connect, fail, type InstallOutcome, type InstallStore, postpone, readOutcome } from './install-outcomes.ts';
import {
  type ClaimedInstall,
  createInstallQueue,
  type InstallOrigin,
  type InstallQueue,
  type NewInstall,
} from './install-queue.ts';
import { InstallRefused, type InstallRequests, NoAccountThere } from './install-requests.ts';

export interface Installs {
  /** Stores the code: Kommo never sends it twice. Returns the id of the pending installation, or why there is none. */
  readonly accept: (install: Omit<NewInstall, 'id'>) => ReturnType<InstallQueue['add']>;
  /** Takes an installation as far as it can go now. Safe to repeat, in any process. */
  readonly complete: (installId: string, origin: InstallOrigin) => Promise<InstallOutcome>;
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

interface Dependencies extends InstallStore {
  readonly requests: InstallRequests;
  /** the period in which installations are counted, ms */
  readonly windowMs: number;
}

export function createInstalls(dependencies: Dependencies): Installs {
  const { prisma, sealer } = dependencies;
  const queue = createInstallQueue(prisma, dependencies.windowMs);

  async function complete(installId: string, origin: InstallOrigin): Promise<InstallOutcome> {
    const install = await queue.claim(installId, origin);
    return install === undefined ? readOutcome(prisma, installId) : attempt(dependencies, install);
  }

  return {
    accept: (install) => {
      const id = randomUUID();
      return queue.add({ ...install, id, code: seal(sealer, id, { code: install.code }) });
    },
    complete,
    completePending: async (origin) => {
      await queue.sweep();
      const due = await queue.findDue(origin);
      const outcomes = await Promise.allSettled(due.map((id) => complete(id, origin)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}

async function attempt(dependencies: Dependencies, install: ClaimedInstall): Promise<InstallOutcome> {
  const end = (reason: string) => fail(dependencies, install.id, reason);
  const progress = open(dependencies.sealer, install);
  if (progress === null) return end('The authorization cannot be read with this ENCRYPTION_KEY');
  if ('code' in progress && install.age > giveUpAfter.code) return end('The authorization code is too old');
  try {
    const pair = 'pair' in progress ? progress.pair : await exchangeCode(dependencies, install, progress.code);
    const account = await dependencies.requests.readAccount(install.subdomain, pair.accessToken, install.origin);
    return await connect(dependencies, install.id, account, pair);
  } catch (error) {
    const isOver = error instanceof InstallRefused || (error instanceof NoAccountThere && install.attempts > 1);
    if (isOver) return end(error.message);
    if (!(error instanceof KommoError)) throw error;
    const isTooLate = 'pair' in progress && install.age > giveUpAfter.pair;
    return isTooLate ? end(`Kommo did not answer in time. ${error.message}`) : postpone(dependencies, install, error);
  }
}

/**
 * The exchange spends the code, so the pair is stored before it is used. An address that anybody may have named is
 * first checked for an account: the exchange sends the integration's secret.
 */
async function exchangeCode(
  { prisma, sealer, requests }: Dependencies,
  { id, subdomain, origin }: ClaimedInstall,
  code: string,
): Promise<TokenPair> {
  const known = await prisma.account.count({ where: { subdomain, NOT: { kommoAccountId: null } } });
  if (known === 0) await requests.requireAccount(subdomain, origin);
  const pair = await requests.exchangeCode(subdomain, code, origin);
  await prisma.pendingInstall.update({ where: { id }, data: { code: seal(sealer, id, { pair }) } });
  return pair;
}

function seal(sealer: Sealer, installId: string, progress: Progress): string {
  return sealer.seal(sealedColumns.installCode, installId, JSON.stringify(progress));
}

function open(sealer: Sealer, { id, code }: ClaimedInstall): Progress | null {
  const opened = openOrNull(sealer, sealedColumns.installCode, id, code);
  return opened === null ? null : progressSchema.parse(JSON.parse(opened));
}
