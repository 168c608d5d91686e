import { deliverDueEffects } from '../../../server/delivery/deliver.ts';
import { createSkipLists } from '../../../server/delivery/effects/skip-list.ts';
import { settleLeftovers } from '../../../server/delivery/effects/states.ts';
import { createLeadReader } from '../../../server/delivery/leads/lead-reader.ts';
import { createDeliveryMetrics, type DeliveryMetrics } from '../../../server/health/delivery-metrics.ts';
import type { EffectContent } from '../../../server/rules/planning/effect.ts';
import { settingsSchema } from '../../../server/rules/settings/settings.ts';
import { type KommoStack, startKommo, startKommoStack } from '../kommo/kommo-stack.ts';

interface EffectState {
  readonly state: string;
  readonly attempts: number;
  readonly kommoId: number | null;
  readonly lastError: string | null;
}

/** A sandbox, a database and the delivery of effects between them, on a clock that only the test moves. */
export interface DeliveryStack extends KommoStack {
  /**
   * Stores an effect; facts happen one second apart, in the order of the calls, unless `occurredAt` (ms) says
   * otherwise.
   */
  readonly ask: (
    leadId: number,
    content: EffectContent,
    more?: { occurredAt?: number; state?: string },
  ) => Promise<string>;
  /**
   * One run's delivery, from the leftovers of a dead run to the last due effect; throws any error that pauses the
   * account.
   */
  readonly deliver: () => Promise<void>;
  /** the same until no work is left, despite failures, with the pauses in between */
  readonly deliverThroughFailures: () => Promise<void>;
  readonly effect: (id: string) => Promise<EffectState>;
  /** ms; Kommo's clock moves with it */
  readonly passTime: (milliseconds: number) => void;
  readonly now: () => number;
  /** what was logged about leads: details and message */
  readonly logged: readonly (readonly unknown[])[];
  readonly metrics: DeliveryMetrics['metrics'];
}

/** requests per second: these tests count requests and do not wait for them */
const rateLimit = 1_000;

export async function startDeliveryStack(options: Parameters<typeof startKommoStack>[0] = {}): Promise<DeliveryStack> {
  const stack = await startKommoStack({ ...options, sandbox: { limit: { requests: Infinity }, ...options.sandbox } });
  const { prisma, accountId, sandbox } = stack;
  const kommo = startKommo(stack.database, { ...stack.config, kommo: { ...stack.config.kommo, rateLimit } });
  const startedAt = Date.now();
  let passed = 0;
  const now = () => Date.now() + passed;
  const passTime = (milliseconds: number) => {
    passed += milliseconds;
    sandbox.advanceTime(milliseconds);
  };
  let asked = 0;
  const logged: unknown[][] = [];
  const { metrics, ...watch } = createDeliveryMetrics();

  async function deliver(): Promise<void> {
    const api = kommo.forAccount(accountId, 'background');
    const context = {
      accountId,
      account: { language: 'en', currency: 'EUR', timeZone: 'UTC' },
      settings: settingsSchema.parse({}),
      prisma,
      kommo: api,
      memory: kommo.memory,
      leads: createLeadReader(prisma, api, accountId, now),
      now,
      skips: createSkipLists().ofRun(accountId, now),
      isWritingPaused: false,
      log: {
        info: (...entry: unknown[]) => void logged.push(entry),
        warn: (...entry: unknown[]) => void logged.push(entry),
        error: () => undefined,
      },
      mayGoOn: () => false,
      watch,
      signal: new AbortController().signal,
    };
    await settleLeftovers(prisma, accountId, (error) => {
      throw error;
    });
    while (await deliverDueEffects(context));
  }

  return {
    ...stack,
    kommo,
    logged,
    metrics,
    now,
    passTime,
    deliver,
    ask: async (leadId, content, { occurredAt = startedAt + 1_000 * asked, state = 'open' } = {}) => {
      asked += 1;
      const factKey = `order.completed:order-${asked}`;
      const { id } = await prisma.effect.create({
        data: {
          accountId,
          key: `${factKey}|${leadId}|${content.kind}`,
          factKey,
          leadId,
          kind: content.kind,
          content: { ...content },
          occurredAt: new Date(occurredAt),
          state,
          nextAttempt: new Date(now()),
          ...(state === 'open' ? {} : { sentAt: new Date(now()), attempts: 1 }),
        },
      });
      return id;
    },
    deliverThroughFailures: async () => {
      for (let run = 0; run < 30; run += 1) {
        await deliver().catch(() => undefined);
        passTime(60_000);
        const waiting = await prisma.effect.count({ where: { state: { in: ['open', 'sending', 'uncertain'] } } });
        if (waiting === 0) return;
      }
      throw new Error('Effects are still waiting after 30 runs');
    },
    effect: async (id) => {
      const row = await prisma.effect.findFirstOrThrow({ where: { id } });
      const kommoId = row.kommoId === null ? null : Number(row.kommoId);
      return { state: row.state, attempts: row.attempts, kommoId, lastError: row.lastError };
    },
  };
}

export const note = (text: string): EffectContent => ({ kind: 'note', text });

export const moveTo = (statusId: number, more: { pipelineId?: number; reopen?: boolean } = {}): EffectContent => ({
  kind: 'move',
  pipelineId: more.pipelineId ?? null,
  statusId,
  reopen: more.reopen ?? false,
});
