import { setTimeout as waitFor } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { createAtMostEvery } from '../../platform/runtime/at-most-every.ts';
import { minute, second } from '../../platform/time/units.ts';
import {
  type RefusalReason,
  type RefusedWebhookView,
  refusalReasons,
  type StoredRefusal,
  storedRefusals,
} from './refusals.ts';
import type { WebhookOwner, WebhookOwners } from './webhook-secrets.ts';

/**
 * What becomes of refused webhooks: counted, logged, and shown to their account until one is accepted. Nothing here
 * throws, and the sender does not wait for it.
 */
export interface RefusedWebhooks {
  /** `owner` is undefined for an address that no account has, or had; then nothing is stored */
  readonly refused: (owner: WebhookOwner | undefined, reason: RefusalReason) => void;
  readonly accepted: (owner: WebhookOwner) => void;
  /** by this process, since it started */
  readonly counts: () => ReadonlyMap<RefusalReason, number>;
  /** Writes nothing any more; returns when what is being written is done. */
  readonly close: () => Promise<void>;
}

/** ms; whoever knows the address can have webhooks refused at will, and must not cause a write each time */
const writesApart = 5 * second;
const logLinesApart = minute;

/** null: accepted, so that the account's row goes */
type Latest = { readonly reason: StoredRefusal; readonly at: number } | null;

interface Dependencies {
  readonly prisma: PrismaClient;
  /** the next webhook then sees whether a refusal is still stored */
  readonly forgetOwner: WebhookOwners['forgetOwner'];
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  /** ms since 1970 */
  readonly now: () => number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

export function createRefusedWebhooks(dependencies: Dependencies): RefusedWebhooks {
  const { log, now } = dependencies;
  const logRefused = createRefusalLog(log, now);
  const counts = new Map<RefusalReason, number>(refusalReasons.map((reason) => [reason, 0]));
  const { latest, store, close } = createRows(dependencies);

  return {
    refused: (owner, reason) => {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      logRefused(owner?.accountId, reason);
      if (owner !== undefined && isStored(reason)) store(owner.accountId, { reason, at: now() });
    },
    accepted: ({ accountId, wasRefused }) => {
      const known = latest.get(accountId);
      // Without a query in the usual case: nothing was refused.
      if (known !== null && (known !== undefined || wasRefused)) store(accountId, null);
    },
    counts: () => counts,
    close,
  };
}

/** The rows of the accounts, each written at most every five seconds, with what was the latest by then. */
function createRows({ prisma, forgetOwner, log, now, wait = waitUnheld }: Dependencies) {
  /** of the accounts whose row may not say so yet, or was written by this process */
  const latest = new Map<string, Latest>();
  const underWay = new Set<Promise<void>>();
  let isClosed = false;

  async function write(accountId: string, last: Latest): Promise<void> {
    if (last !== null) {
      const row = { reason: last.reason, refusedAt: new Date(last.at) };
      await prisma.refusedWebhook.upsert({ where: { accountId }, create: { accountId, ...row }, update: row });
      return;
    }
    await prisma.refusedWebhook.deleteMany({ where: { accountId } });
    if (latest.get(accountId) === null) latest.delete(accountId);
    forgetOwner(accountId);
  }

  const writeLatest = createAtMostEvery(
    writesApart,
    async (accountId) => {
      const last = latest.get(accountId);
      if (isClosed || last === undefined) return;
      const writing = write(accountId, last).catch((error: unknown) => {
        log.warn({ err: error, accountId }, 'a refused webhook could not be noted');
        // The next accepted webhook looks at the row again.
        if (latest.get(accountId) === null) latest.delete(accountId);
        forgetOwner(accountId);
      });
      underWay.add(writing);
      await writing;
      underWay.delete(writing);
    },
    now,
    wait,
  );

  return {
    latest,
    store: (accountId: string, last: Latest): void => {
      latest.set(accountId, last);
      void writeLatest(accountId);
    },
    close: async (): Promise<void> => {
      isClosed = true;
      await Promise.all(underWay);
    },
  };
}

const isStored = (reason: RefusalReason): reason is StoredRefusal => reason !== 'unknown_address';

/** A stopping process does not wait for it. */
const waitUnheld = (milliseconds: number) => waitFor(milliseconds, undefined, { ref: false });

/** One line a minute for each account and reason, with the number of webhooks since the line before. */
function createRefusalLog(log: Pick<FastifyBaseLogger, 'warn'>, now: () => number) {
  const lines = new Map<string, { at: number; since: number }>();
  return (accountId: string | undefined, reason: RefusalReason): void => {
    const name = `${accountId ?? ''} ${reason}`;
    const line = lines.get(name) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    line.since += 1;
    lines.set(name, line);
    // A clock that is set back must not silence the log.
    if (Math.abs(now() - line.at) < logLinesApart) return;
    log.warn({ ...(accountId !== undefined && { accountId }), reason, webhooks: line.since }, 'webhook refused');
    lines.set(name, { at: now(), since: 0 });
  };
}

const ofSecret: readonly StoredRefusal[] = ['no_secret', 'signature_mismatch'];

/** With another secret, nothing is known of what the former one refused. */
export async function endRefusalsOfSecret(transaction: Transaction, accountId: string): Promise<void> {
  await transaction.refusedWebhook.deleteMany({ where: { accountId, reason: { in: [...ofSecret] } } });
}

const storedReason = z.enum(storedRefusals);

/** @param lastWebhookAt when the account's last webhook was stored: a later one ends the refusal before its row is gone */
export async function readRefusedWebhook(
  prisma: PrismaClient,
  accountId: string,
  lastWebhookAt: string | null,
): Promise<RefusedWebhookView | null> {
  const row = await prisma.refusedWebhook.findUnique({ where: { accountId } });
  if (row === null || (lastWebhookAt !== null && row.refusedAt.toISOString() < lastWebhookAt)) return null;
  return { reason: storedReason.parse(row.reason), at: row.refusedAt.toISOString() };
}
