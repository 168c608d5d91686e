import type { FastifyBaseLogger } from 'fastify';
import { deliverDueEffects } from '../delivery/deliver.ts';
import type { DeliveryWatch } from '../delivery/delivery-watch.ts';
import { isOfSingleItems } from '../delivery/effects/isolate-failures.ts';
import type { createSkipLists } from '../delivery/effects/skip-list.ts';
import { settleLeftovers } from '../delivery/effects/states.ts';
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
import { createLeads } from './create-leads/create-leads.ts';
import { settleLeadLeftovers } from './create-leads/lead-creations.ts';
import type { LaterStep } from './later-step.ts';
import { followChanges } from './links/follow-changes.ts';
import { releaseDeletedLeads } from './links/release-deleted-leads.ts';
import { createMatching } from './match/match-customers.ts';
import { planDueEffects } from './plan/plan-effects.ts';
import { recordReceivedEvents } from './record/record-events.ts';
import type { AccountRun } from './run.ts';

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
  /** ms since 1970 */
  readonly now: () => number;
  readonly skipLists: ReturnType<typeof createSkipLists>;
  /** 0 to 1 */
  readonly random: () => number;
}

/**
 * Takes an account's payments from the stored events to Kommo. Run by one worker at a time per account; it may be
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
  const { now, random, log, guard } = dependencies;
  const { prisma } = dependencies.database;
  const recorded = await recordReceivedEvents({ prisma, guard, log }, accountId, now(), signal);
  const account = await prisma.account.findUnique({ where: { id: accountId } });
  if (account === null || !mayUseKommo(account, now())) return { more: recorded };
  const answersBefore = dependencies.kommo.answersOf(accountId);
  try {
    const more = await workWithKommo(startRun(dependencies, account, signal), dependencies.laterSteps);
    if (account.consecutiveFailures > 0) await forgetFailures(prisma, accountId);
    return { more: more || recorded };
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
  const kommoAccountId = account.kommoAccountId === null ? null : Number(account.kommoAccountId);
  return {
    account,
    accountId: account.id,
    settings: readSettings(account.settings, account.singleAccount ? dependencies.rulesFromEnvironment : []),
    prisma,
    kommo,
    memory: dependencies.kommo.memory,
    leads: createLeadReader(prisma, kommo, account.id, now),
    leadTagOf: (fact) => leadTags.read(tagsOf(fact), kommoAccountId, purchasedAt(fact)),
    now,
    skips: dependencies.skipLists.ofRun(account.id, now),
    isWritingPaused: account.writingPausedAt !== null,
    signal,
    log,
    watch,
    guard,
  };
}

/** Payments of known customers are delivered before unknown ones are searched for: each search costs a request. */
async function workWithKommo(run: AccountRun, laterSteps: readonly LaterStep[]): Promise<boolean> {
  const { prisma, accountId } = run;
  await settleLeftovers(prisma, accountId, (error) => reportStep(run, 'settle effects', error));
  await settleLeadLeftovers(prisma, accountId, (error) => reportStep(run, 'settle leads', error));
  for (const { name, settle } of laterSteps) {
    if (settle !== undefined) await runStep(run, { name: `settle ${name}`, work: () => settle(run).then(() => false) });
  }
  // Read once after the installation, so that the first payment does not wait for it.
  await run.memory.pipelines(accountId);
  const record: Step = { name: 'record', work: () => recordReceivedEvents(run, accountId, run.now(), run.signal) };
  const steps: readonly Step[] = [
    { name: 'follow changes', work: followChanges },
    { name: 'release deleted leads', work: releaseDeletedLeads },
    { name: 'plan', work: planDueEffects },
    { name: 'deliver', work: deliverDueEffects },
    { name: 'match', work: createMatching(run) },
    { name: 'create leads', work: createLeads },
    ...laterSteps,
  ];
  for (;;) {
    let isBusy = await runStep(run, record);
    // Checked after recording: an event that arrived after a save must not be planned by the old rules.
    if (await haveSettingsChanged(run)) return true;
    for (const step of steps) if (await runStep(run, step)) isBusy = true;
    if (!isBusy) return false;
    if (run.signal.aborted) return true;
  }
}

/** The next run uses the settings saved since this one began. */
async function haveSettingsChanged({ prisma, account }: AccountRun): Promise<boolean> {
  const current = await prisma.account.findUnique({ where: { id: account.id }, select: { settingsVersion: true } });
  return current?.settingsVersion !== account.settingsVersion;
}

type Step = Pick<LaterStep, 'name' | 'work'>;

/** ms; the sweep wakes the account every few seconds */
const stepPause = 30_000;

/** A step that fails as a whole is skipped for a while; the others continue. */
async function runStep(run: AccountRun, { name, work }: Step): Promise<boolean> {
  if (run.skips.has(`step ${name}`)) return false;
  try {
    return await work(run);
  } catch (error) {
    if (error instanceof KommoError || !isOfSingleItems(error)) throw error;
    reportStep(run, name, error);
    return false;
  }
}

/** Logged once, not every time the sweep wakes the account. */
function reportStep({ skips, log, accountId }: AccountRun, name: string, error: unknown): void {
  if (skips.has(`step ${name}`)) return;
  log.error({ ...reportOf(error), accountId, step: name }, 'a step of the account’s job failed');
  skips.skipFor(stepPause, `step ${name}`);
}
