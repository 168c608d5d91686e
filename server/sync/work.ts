import type { FastifyBaseLogger } from 'fastify';
import type { DeliveryWatch } from '../delivery/delivery-watch.ts';
import type { createSkipLists } from '../delivery/effects/skip-list.ts';
import { createLeadReader } from '../delivery/leads/lead-reader.ts';
import type { Kommo } from '../kommo/kommo.ts';
import { KommoError, KommoWritingPaused } from '../kommo/requests/errors.ts';
import { type LeadTags, purchasedAt, tagsOf } from '../matching/lead-tag.ts';
import type { ErasureGuard } from '../personal-data/guard.ts';
import type { Database } from '../platform/database/database.ts';
import { isDatabaseDown } from '../platform/database/failures.ts';
import type { Account } from '../platform/database/generated/client.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import { type Rule, readSettings } from '../rules/settings/settings.ts';
import { forgetFailures, noteFailure } from './consecutive-failures.ts';
import type { LaterStep } from './later-step.ts';
import type { Precedence } from './precedence.ts';
import type { AccountRun } from './run.ts';
import { workWithKommo } from './steps.ts';

export interface AccountJobDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly kommo: Pick<Kommo, 'forAccount' | 'memory' | 'answersOf' | 'isClosing'>;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly watch: DeliveryWatch;
  readonly leadTags: Pick<LeadTags, 'read'>;
  /** for the account configured in the environment, until its rules are saved */
  readonly rulesFromEnvironment: readonly Rule[];
  readonly guard: ErasureGuard;
  readonly laterSteps: readonly LaterStep[];
  /** requests the recording of an account's stored events; never waits */
  readonly recordSoon: (accountId: string) => void;
  readonly precedence: Pick<Precedence, 'beforePlanning'>;
  /** ms since 1970 */
  readonly now: () => number;
  readonly skipLists: ReturnType<typeof createSkipLists>;
  /** 0 to 1 */
  readonly random: () => number;
}

/**
 * Takes an account's recorded payments to Kommo. Run by one worker at a time per account; it may be
 * killed at any moment and run again.
 * @param signal aborted when the run has to make room for others: it then ends within a few requests
 * @returns whether work is left for lack of time
 * @throws when the database fails
 */
export async function workOnAccount(
  dependencies: AccountJobDependencies,
  accountId: string,
  signal: AbortSignal,
): Promise<{ more: boolean }> {
  const { now, random, log } = dependencies;
  const { prisma } = dependencies.database;
  const account = await prisma.account.findUnique({ where: { id: accountId } });
  if (account === null || !mayUseKommo(account, now())) return { more: false };
  const answersBefore = dependencies.kommo.answersOf(accountId);
  try {
    const more = await workWithKommo(startRun(dependencies, account, signal), dependencies.laterSteps);
    if (account.consecutiveFailures > 0) await forgetFailures(prisma, accountId);
    return { more };
  } catch (error) {
    if (isDatabaseDown(error)) throw error;
    if (dependencies.kommo.isClosing()) return { more: true };
    // Paused in the middle of the run; the sweep finds work that does not have to wait.
    if (error instanceof KommoWritingPaused) return { more: false };
    if (!(error instanceof KommoError)) log.error({ ...reportOf(error), accountId }, 'the account’s job failed');
    const madeProgress = dependencies.kommo.answersOf(accountId) > answersBefore;
    await noteFailure(prisma, { accountId, error, madeProgress }, now(), random());
    return { more: false };
  }
}

function mayUseKommo(account: Account, now: number): boolean {
  const pauses = [account.pausedUntil, account.retryAt].map((until) => until?.getTime() ?? 0);
  return account.state === 'connected' && pauses.every((until) => until <= now);
}

function startRun(dependencies: AccountJobDependencies, account: Account, signal: AbortSignal): AccountRun {
  const { now, log, watch, leadTags, guard } = dependencies;
  const { prisma } = dependencies.database;
  const kommo = dependencies.kommo.forAccount(account.id, 'background');
  let answers = dependencies.kommo.answersOf(account.id);
  const kommoAccountId = account.kommoAccountId === null ? null : Number(account.kommoAccountId);
  return {
    account,
    accountId: account.id,
    settings: readSettings(account.settings, account.singleAccount ? dependencies.rulesFromEnvironment : []),
    prisma,
    kommo,
    memory: dependencies.kommo.memory,
    leads: createLeadReader(prisma, kommo, account.id, now),
    recordSoon: () => dependencies.recordSoon(account.id),
    beforePlanning: () => dependencies.precedence.beforePlanning(account.id, signal),
    leadTagOf: (fact) => leadTags.read(tagsOf(fact), kommoAccountId, purchasedAt(fact)),
    now,
    skips: dependencies.skipLists.ofRun(account.id, now),
    isWritingPaused: account.writingPausedAt !== null,
    signal,
    log,
    watch,
    guard,
    mayGoOn: () => {
      const before = answers;
      answers = dependencies.kommo.answersOf(account.id);
      return answers > before;
    },
  };
}
