import { onTestFinished } from 'vitest';
import { createFastspring } from '../../../../server/fastspring/api/fastspring-api.ts';
import type { ReconciliationDependencies } from '../../../../server/history/reconciliation/context.ts';
import { askNow } from '../../../../server/history/reconciliation/due.ts';
import { reconciliationQueue } from '../../../../server/history/reconciliation/reconciliation-queue.ts';
import type { ErasureGuard } from '../../../../server/personal-data/guard.ts';
import { sealedColumns } from '../../../../server/secrets/sealed-columns.ts';
import {
  type FastSpringEvent,
  type FastSpringSandbox,
  startFastSpringSandbox,
} from '../../../sandbox/fastspring/index.ts';
import { guardOf } from '../../personal-data/guard.ts';
import { testSealer } from '../../platform/crypto/test-sealer.ts';
import { workOnDue } from '../../platform/jobs/queues.ts';
import { type JobStack, startJobStack } from '../../sync/job-stack.ts';

/** A Kommo and a FastSpring, the account's job and its reconciliation between them, on one clock moved by hand. */
export interface ReconciliationStack extends JobStack {
  readonly fastspring: FastSpringSandbox;
  /** another account whose credentials FastSpring's API accepts */
  readonly addAccount: (subdomain: string) => Promise<{ readonly id: string }>;
  /** stores events as the webhook route does */
  readonly deliver: (events: readonly FastSpringEvent[]) => Promise<void>;
  /** reconciles the due accounts, and works until no work is left */
  readonly reconcile: () => Promise<void>;
  /** the same with everything due, as at night */
  readonly compareAll: () => Promise<void>;
  /** ms; does not move FastSpring's clock, for use after its deliveries have moved it */
  readonly passJobTime: (milliseconds: number) => void;
  readonly reconciling: ReconciliationDependencies & { readonly guard: ErasureGuard };
  /** aborts requests to FastSpring in progress */
  readonly closeFastspring: () => void;
  /** event ids by their source */
  readonly stored: () => Promise<Readonly<Record<string, readonly string[]>>>;
}

export async function startReconciliationStack(
  options: Parameters<typeof startFastSpringSandbox>[0] = {},
): Promise<ReconciliationStack> {
  const stack = await startJobStack();
  const { prisma, database, accountId, now } = stack;
  const sandbox = await startFastSpringSandbox({ limit: { requests: Number.POSITIVE_INFINITY }, ...options });
  onTestFinished(sandbox.close);
  const { username, password } = sandbox.api;
  const connect = async (id: string) => {
    const apiUsername = testSealer.seal(sealedColumns.apiUsername, id, username);
    const apiPassword = testSealer.seal(sealedColumns.apiPassword, id, password);
    await prisma.account.update({ where: { id }, data: { apiUsername, apiPassword } });
  };
  await connect(accountId);
  const config = { fastspringApiUrl: sandbox.url };
  const fastspring = createFastspring({ prisma, sealer: testSealer, config, clock: () => performance.now() });
  onTestFinished(fastspring.close);
  const reconciling = {
    database,
    fastspring,
    kommo: stack.kommo,
    now,
    log: { info: () => undefined, warn: () => undefined, error: (...said: readonly unknown[]) => fail(said) },
    wake: () => undefined,
    guard: guardOf(database),
    untilRecorded: stack.work,
  };

  const queue = reconciliationQueue(reconciling);
  async function reconcile(): Promise<void> {
    await workOnDue(queue);
    await stack.workThroughFailures();
  }

  return {
    ...stack,
    addAccount: async (subdomain) => {
      const account = await prisma.account.create({ data: { subdomain, webhookKey: subdomain } });
      await connect(account.id);
      return account;
    },
    fastspring: sandbox,
    reconciling,
    closeFastspring: fastspring.close,
    reconcile,
    passJobTime: stack.passTime,
    passTime: (milliseconds) => {
      stack.passTime(milliseconds);
      sandbox.store.clock.advance(milliseconds);
    },
    deliver: async (events) => {
      await stack.store(events);
      for (const { id } of events) sandbox.store.processedEvents.add(id);
      await stack.work();
    },
    compareAll: async () => {
      await askNow(prisma, accountId, now());
      await reconcile();
    },
    stored: async () => {
      const rows = await prisma.event.findMany({ orderBy: { id: 'asc' } });
      const bySource = Map.groupBy(rows, ({ source }) => source);
      return Object.fromEntries(
        [...bySource].map(([source, events]) => [source, events.map(({ eventId }) => eventId)]),
      );
    },
  };
}

/** An unexpected error is no reason to retry here. */
function fail(said: readonly unknown[]): never {
  throw new Error('The reconciliation failed', { cause: said[0] });
}
