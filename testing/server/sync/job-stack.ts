import { replayEvent } from '../../../server/delivery/effects/replay.ts';
import { createSkipLists } from '../../../server/delivery/effects/skip-list.ts';
import { storeEvents } from '../../../server/fastspring/webhook/store-events.ts';
import { laterSteps } from '../../../server/later-steps.ts';
import { createLeadTags, type LeadTags } from '../../../server/matching/lead-tag.ts';
import { createPrecedence } from '../../../server/sync/precedence.ts';
import type { AccountJobDependencies } from '../../../server/sync/work.ts';
import { endPauses, type KommoStack, startKommo, startKommoStack } from '../kommo/kommo-stack.ts';
import { asIncoming } from '../ledger/state-events.ts';
import { guardOf } from '../personal-data/guard.ts';
import { testSecret } from '../platform/crypto/test-sealer.ts';
import type { TestEvent } from './fastspring-events.ts';
import { runAccount } from './run-account.ts';

/** A sandbox, a database and an account's job between them, on a clock that only the test moves forward. */
export interface JobStack extends KommoStack {
  readonly store: (events: readonly TestEvent[], source?: 'webhook' | 'reconciliation' | 'import') => Promise<void>;
  /** runs until no work is left now */
  readonly work: () => Promise<void>;
  /** the same until no work is left at all, with the pauses in between */
  readonly workThroughFailures: () => Promise<void>;
  readonly replay: (eventRowId: bigint) => Promise<boolean>;
  readonly saveSettings: (settings: object) => Promise<void>;
  readonly effectStates: () => Promise<Readonly<Record<string, number>>>;
  /** ms; Kommo's clock moves with it */
  readonly passTime: (milliseconds: number) => void;
  readonly now: () => number;
  /** those that the job recognizes as its own */
  readonly leadTags: LeadTags;
  readonly dependencies: AccountJobDependencies;
  /** the job's logged errors, without their details */
  readonly errors: readonly string[];
}

/** requests per second: these tests count requests and do not wait for them */
const rateLimit = 1_000;

export async function startJobStack(options: Parameters<typeof startKommoStack>[0] = {}): Promise<JobStack> {
  const stack = await startKommoStack({ ...options, sandbox: { limit: { requests: Infinity }, ...options.sandbox } });
  const { prisma, accountId, sandbox, database } = stack;
  const kommo = startKommo(database, { ...stack.config, kommo: { ...stack.config.kommo, rateLimit } });
  const leadTags = createLeadTags(testSecret);
  let passed = 0;
  const now = () => Date.now() + passed;
  const passTime = (milliseconds: number) => {
    passed += milliseconds;
    sandbox.advanceTime(milliseconds);
  };
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_details: unknown, message?: string) => void errors.push(message ?? ''),
  };
  const dependencies = {
    ...{ database, kommo, log, guard: guardOf(database), rulesFromEnvironment: [], leadTags, now, random: () => 0 },
    laterSteps,
    watch: { ended: () => undefined, reachedLead: () => undefined },
    skipLists: createSkipLists(),
    recordSoon: () => undefined,
    precedence: createPrecedence(),
  };

  async function work(): Promise<void> {
    // A run that is stopped at a moment on the clock makes more requests on a slow machine.
    const { signal } = new AbortController();
    let more = true;
    while (more) ({ more } = await runAccount(dependencies, accountId, signal));
  }

  async function isIdle(): Promise<boolean> {
    const { rows } = await database.query(
      `SELECT 1 FROM "effects" WHERE "state" IN ('open', 'sending', 'uncertain')
       UNION ALL SELECT 1 FROM "events" WHERE "state" = 'received'
       UNION ALL SELECT 1 FROM "customers" WHERE "next_match_at" IS NOT NULL LIMIT 1`,
    );
    return rows.length === 0;
  }

  return {
    ...stack,
    kommo,
    now,
    passTime,
    work,
    leadTags,
    errors,
    dependencies,
    store: (events, source = 'webhook') => storeEvents(database, accountId, source, events.map(asIncoming)),
    workThroughFailures: async () => {
      for (let run = 0; run < 50; run += 1) {
        await work();
        if (await isIdle()) return;
        await endPauses(prisma);
        passTime(300_000);
      }
      throw new Error('Something is still waiting after 50 runs');
    },
    replay: (eventRowId) => replayEvent(prisma, accountId, eventRowId, now()),
    saveSettings: async (settings) => {
      await prisma.account.update({ where: { id: accountId }, data: { settings, settingsVersion: { increment: 1 } } });
    },
    effectStates: async () => {
      const groups = await prisma.effect.groupBy({ by: ['state'], _count: true });
      return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
    },
  };
}
