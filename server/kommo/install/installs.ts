import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Queue } from '../../platform/jobs/queues.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import { day, minute, second } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { KommoError } from '../requests/errors.ts';
import type { TokenPair } from '../tokens/token-endpoint.ts';
import { connect, fail, type InstallOutcome, type InstallStore, postpone, readOutcome } from './install-outcomes.ts';
import {
  createInstallQueue,
  type InstallAttempt,
  type InstallOrigin,
  type InstallQueue,
  type NewInstall,
} from './install-queue.ts';
import { InstallRefused, type InstallRequests, NoAccountThere } from './install-requests.ts';

export interface Installs {
  /** Stores the code: Kommo never sends it twice. Returns the id of the pending installation, or why there is none. */
  readonly accept: (install: Omit<NewInstall, 'id'>) => ReturnType<InstallQueue['add']>;
  /** Waits until the first attempt has ended, in whatever process, or until `signal` is aborted. */
  readonly outcomeOf: (installId: string, signal: AbortSignal) => Promise<InstallOutcome>;
  /** Complete the installations that are due; neither origin waits for the other. */
  readonly queues: readonly Queue[];
  readonly deleteEnded: InstallQueue['deleteEnded'];
}

export const installQueueNames = {
  begunHere: 'install-begun-here',
  broughtByKommo: 'install-from-kommo',
} as const satisfies Record<InstallOrigin, string>;

/** ms between two looks at an installation that a person waits for */
const lookEvery = 100;

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

  function queueOf(origin: InstallOrigin): Queue {
    return {
      ...{ name: installQueueNames[origin], concurrency: 4, pollEvery: 5, findEvery: 5 * second },
      findDue: () => queue.findDue(origin),
      work: async (installId) => {
        const install = await queue.begin(installId, origin);
        if (install !== undefined) await attempt(dependencies, install);
      },
    };
  }

  return {
    accept: (install) => {
      const id = randomUUID();
      return queue.add({ ...install, id, code: seal(sealer, id, { code: install.code }) });
    },
    outcomeOf: async (installId, signal) => {
      for (;;) {
        const outcome = await readOutcome(prisma, installId);
        const isInFirstAttempt = outcome.kind === 'waiting' && outcome.reason === '';
        if (!isInFirstAttempt || signal.aborted) return outcome;
        await wait(lookEvery, undefined, { ref: false });
      }
    },
    queues: [queueOf('begunHere'), queueOf('broughtByKommo')],
    deleteEnded: queue.deleteEnded,
  };
}

/** Takes an installation as far as it can go now. */
async function attempt(dependencies: Dependencies, install: InstallAttempt): Promise<InstallOutcome> {
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
    if (!(error instanceof KommoError)) {
      // A run that fails is repeated after a second, which an attempt must not be.
      await postpone(dependencies, install, { message: reportOf(error).error });
      throw error;
    }
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
  { id, subdomain, origin }: InstallAttempt,
  code: string,
): Promise<TokenPair> {
  const known = await prisma.account.count({ where: { subdomain, NOT: { kommoAccountId: null } } });
  if (known === 0) await requests.requireAccount(subdomain, origin);
  const pair = await requests.exchangeCode(subdomain, code, origin);
  await prisma.pendingInstall.updateMany({ where: { id, state: 'open' }, data: { code: seal(sealer, id, { pair }) } });
  return pair;
}

function seal(sealer: Sealer, installId: string, progress: Progress): string {
  return sealer.seal(sealedColumns.installCode, installId, JSON.stringify(progress));
}

function open(sealer: Sealer, { id, code }: InstallAttempt): Progress | null {
  const opened = openOrNull(sealer, sealedColumns.installCode, id, code);
  return opened === null ? null : progressSchema.parse(JSON.parse(opened));
}
