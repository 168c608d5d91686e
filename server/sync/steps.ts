import { setTimeout as wait } from 'node:timers/promises';
import { deliverDueEffects } from '../delivery/deliver.ts';
import { isOfSingleItems } from '../delivery/effects/isolate-failures.ts';
import { settleLeftovers } from '../delivery/effects/states.ts';
import { KommoError } from '../kommo/requests/errors.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import { createLeads } from './create-leads/create-leads.ts';
import { settleLeadLeftovers } from './create-leads/lead-creations.ts';
import type { LaterStep } from './later-step.ts';
import { followChanges } from './links/follow-changes.ts';
import { releaseDeletedLeads } from './links/release-deleted-leads.ts';
import { createMatching } from './match/match-customers.ts';
import { planDueEffects } from './plan/plan-effects.ts';
import type { AccountRun } from './run.ts';
import { haveSettingsChanged } from './settings-changed.ts';

type Step = Pick<LaterStep, 'name' | 'work'>;

/** ms; the sweep wakes the account every few seconds */
const stepPause = 30_000;
/** ms; how soon payments that are recorded during a search are planned */
const lookAgain = 250;

/**
 * Does the account's work in two lanes side by side: payments of known customers are planned and delivered while unknown
 * ones are searched for, which costs a request each. Neither lane waits for the other, so Kommo's limit is used.
 * @returns whether work is left for lack of time
 * @throws what a step throws; the other lane has then ended, too
 */
export async function workWithKommo(run: AccountRun, laterSteps: readonly LaterStep[]): Promise<boolean> {
  await settleAll(run, laterSteps);
  // Read once after the installation, so that the first payment does not wait for it.
  await run.memory.pipelines(run.accountId);
  const failed = new AbortController();
  const signal = AbortSignal.any([run.signal, failed.signal]);
  const lanes = createLanes({ ...run, signal }, laterSteps);
  for (;;) {
    if (await haveSettingsChanged(run)) return true;
    const searching = lanes.search();
    const both = [lanes.deliverDuring(searching), searching].map((lane) =>
      lane.catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const isBusy = (await bothOf(both)).some((wasBusy) => wasBusy);
    if (!isBusy) return false;
    if (run.signal.aborted) return true;
  }
}

/** Cleans up after a killed run. */
async function settleAll(run: AccountRun, laterSteps: readonly LaterStep[]): Promise<void> {
  const { prisma, accountId } = run;
  await settleLeftovers(prisma, accountId, (error) => reportStep(run, 'settle effects', error));
  await settleLeadLeftovers(prisma, accountId, (error) => reportStep(run, 'settle leads', error));
  for (const { name, settle } of laterSteps) {
    if (settle !== undefined) await runStep(run, { name: `settle ${name}`, work: () => settle(run).then(() => false) });
  }
}

/** Waits for both before it throws: a lane must not go on after the run. */
async function bothOf(lanes: readonly Promise<boolean>[]): Promise<readonly boolean[]> {
  await Promise.allSettled(lanes);
  return Promise.all(lanes);
}

function createLanes(run: AccountRun, laterSteps: readonly LaterStep[]) {
  const oneAtATime = createMutex();
  /**
   * A lead that one lane reads while the other changes it would be remembered as it was before: the change would then
   * look like a person's.
   */
  const leads = { ...run.leads, read: (ids: readonly number[]) => oneAtATime(() => run.leads.read(ids)) };
  const searchingRun: AccountRun = { ...run, leads };
  const delivering: readonly Step[] = [
    { name: 'plan', work: planDueEffects },
    { name: 'deliver', work: () => oneAtATime(() => deliverDueEffects(run)) },
  ];
  const searching: readonly Step[] = [
    { name: 'follow changes', work: followChanges },
    { name: 'release deleted leads', work: releaseDeletedLeads },
    { name: 'match', work: createMatching(searchingRun) },
    { name: 'create leads', work: createLeads },
    ...laterSteps,
  ];
  let stepEnded = Promise.withResolvers<void>();

  async function deliver(): Promise<boolean> {
    let isBusy = false;
    for (const step of delivering) if (await runStep(run, step)) isBusy = true;
    return isBusy;
  }

  return {
    /** every step once */
    search: async (): Promise<boolean> => {
      let isBusy = false;
      for (const step of searching) {
        if (await runStep(searchingRun, step)) isBusy = true;
        stepEnded.resolve();
        stepEnded = Promise.withResolvers();
      }
      return isBusy;
    },
    /** again and again until the search has ended, and at least once */
    deliverDuring: async (search: Promise<unknown>): Promise<boolean> => {
      let isSearching = true;
      const end = search
        .catch(() => undefined)
        .then(() => {
          isSearching = false;
        });
      let wasBusy = false;
      for (;;) {
        const isBusy = await deliver();
        wasBusy ||= isBusy;
        if (!isSearching || run.signal.aborted) return wasBusy;
        if (!isBusy) await Promise.race([end, stepEnded.promise, wait(lookAgain)]);
      }
    },
  };
}

/** Runs one piece of work after the other. */
function createMutex() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}

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
