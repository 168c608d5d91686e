import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { allowStatements } from '../platform/database/allow-statements.ts';
import type { Transaction } from '../platform/database/database.ts';
import { holdUpRecording } from '../platform/database/erasure-lock.ts';
import type { Erasure, PrismaClient } from '../platform/database/generated/client.ts';
import { longestOfTransaction } from '../platform/database/pools.ts';
import type { Queue } from '../platform/jobs/queues.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import { minute, second } from '../platform/time/units.ts';
import { languageOf } from '../texts/language.ts';
import { eraseEvents, eraseOwnedEvents } from './erase-events.ts';
import { eraseImportItems, eraseMentions, erasePlans } from './erase-mentions.ts';
import { erasedPeopleOf, type HashPerson, hashName } from './erased-people.ts';
import { countsSchema, type ErasureCounts, type ErasureStep } from './erasure-step.ts';

/** ms until a failed erasure is tried again */
const retryAfter = 10 * minute;
/** Erasures found due at a time; one after the other is run. */
const erasuresFound = 100;

/** The steps of an erasure, in order. */
export const erasureSteps = ['events', 'owned', 'mentions', 'plans', 'imports', 'done'] as const;
type Step = (typeof erasureSteps)[number];
const stepSchema = z.enum(erasureSteps);

/**
 * Erases a person from all stored data, in short transactions. It may be interrupted: the next run continues after the
 * last finished transaction. Sends nothing; texts to rewrite in Kommo are stored as effects.
 * @param signal stops after the current transaction
 * @returns the numbers of erased rows by kind; null if it was interrupted
 */
export async function runErasure(
  prisma: PrismaClient,
  hashPerson: HashPerson,
  id: string,
  signal?: AbortSignal,
): Promise<ErasureCounts | null> {
  for (;;) {
    const erasure = await prisma.$transaction((transaction) => advance(transaction, hashPerson, id), {
      timeout: longestOfTransaction,
      maxWait: minute,
    });
    if (erasure.step === 'done') return countsSchema.parse(erasure.counts);
    if (signal?.aborted === true) return null;
  }
}

/** Finishes the erasures that were begun. A failed one is tried again later and does not hold up others. */
export function erasureQueue({
  prisma,
  hashPerson,
  log,
}: {
  readonly prisma: PrismaClient;
  readonly hashPerson: HashPerson;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}): Queue {
  return {
    ...{ name: 'erasure', concurrency: 1, pollEvery: 5, findEvery: 30 * second },
    findDue: async () => {
      const due = await prisma.erasure.findMany({
        where: { doneAt: null, OR: [{ retryAt: null }, { retryAt: { lte: new Date() } }] },
        orderBy: { createdAt: 'asc' },
        take: erasuresFound,
      });
      return due.map(({ id }) => id);
    },
    work: async (id, signal) => {
      try {
        await runErasure(prisma, hashPerson, id, signal);
      } catch (error) {
        const report = reportOf(error);
        log.error({ ...report, erasureId: id }, 'an erasure failed; it is tried again');
        const retryAt = new Date(Date.now() + retryAfter);
        await prisma.erasure.updateMany({ where: { id }, data: { problem: report.error, retryAt } });
      }
    },
  };
}

const workOf: Readonly<Record<Exclude<Step, 'done'>, ErasureStep>> = {
  events: eraseEvents,
  owned: eraseOwnedEvents,
  mentions: eraseMentions,
  plans: erasePlans,
  imports: eraseImportItems,
};

/** Locks the account's row against recording, and against another process that runs the same erasure. */
async function advance(transaction: Transaction, hashPerson: HashPerson, id: string): Promise<Erasure> {
  await allowStatements(transaction, longestOfTransaction);
  const { accountId } = await transaction.erasure.findFirstOrThrow({ where: { id } });
  const where = { accountId_id: { accountId, id } };
  await holdUpRecording(transaction, accountId);
  const erasure = await transaction.erasure.findUniqueOrThrow({ where });
  const step = stepSchema.parse(erasure.step);
  if (step === 'done') return erasure;
  const { language } = await transaction.account.findUniqueOrThrow({ where: { id: accountId } });
  const tombstones = await transaction.erasedPerson.findMany({ where: { accountId } });
  const person = {
    people: erasedPeopleOf(hashPerson, accountId, tombstones),
    hasName: (text: string) => erasure.nameHashes.includes(hashName(hashPerson, accountId, text)),
    contactIds: new Set(erasure.contactIds.map(Number)),
    leadIds: new Set(erasure.leadIds.map(Number)),
  };
  const text = languageOf(language).texts.erased;
  const { cursor, counts = {} } = await workOf[step](transaction, erasure, person, text);
  const next = cursor === null ? (erasureSteps[erasureSteps.indexOf(step) + 1] ?? 'done') : step;
  const sums = addCounts(countsSchema.parse(erasure.counts), counts);
  const end = next === 'done' ? await finish(transaction, erasure) : {};
  return transaction.erasure.update({
    where,
    data: { step: next, cursor: cursor ?? '', counts: sums, ...end },
  });
}

function addCounts(before: ErasureCounts, more: ErasureCounts): ErasureCounts {
  const names = [...new Set([...Object.keys(before), ...Object.keys(more)])];
  return Object.fromEntries(names.map((name) => [name, (before[name] ?? 0) + (more[name] ?? 0)]));
}

/** Deletes the customers without any fact: no step above has removed them. */
async function finish(transaction: Transaction, { accountId, stub, customerIds }: Erasure) {
  const ids = [...customerIds];
  await transaction.$executeRaw`
    DELETE FROM "customers" c WHERE c."account_id" = ${accountId}::uuid AND c."id" = ANY(${ids}::uuid[])
      AND c."fastspring_account_id" IS DISTINCT FROM ${stub}
      AND NOT EXISTS (SELECT FROM "facts" f WHERE f."account_id" = c."account_id" AND f."customer_id" = c."id")`;
  // The lead would reveal the person behind the payment.
  await transaction.$executeRaw`
    UPDATE "facts" f SET "lead_id" = NULL, "planned_at" = coalesce(f."planned_at", now()) FROM "customers" c
    WHERE f."account_id" = ${accountId}::uuid AND c."account_id" = f."account_id"
      AND c."id" = f."customer_id" AND c."match_state" = 'erased'`;
  await transaction.$executeRaw`
    DELETE FROM "customer_leads" l USING "customers" c
    WHERE l."account_id" = ${accountId}::uuid AND c."account_id" = l."account_id"
      AND c."id" = l."customer_id" AND c."match_state" = 'erased'`;
  return {
    doneAt: new Date(),
    problem: null,
    retryAt: null,
    customerIds: [],
    nameHashes: [],
    contactIds: [],
    leadIds: [],
  };
}
