import { lookAfterFailure } from '../../delivery/effects/retry-delays.ts';
import { becomeUncertain, markNotCreated, retryCreation } from '../../delivery/leads/lead-creations.ts';
import {
  KommoAccountUnavailable,
  KommoForbidden,
  KommoNotSent,
  KommoRefused,
  KommoUncertain,
} from '../../kommo/requests/errors.ts';
import type { LeadCreation } from '../../platform/database/generated/client.ts';
import type { AccountRun } from '../run.ts';

/** The user was deactivated after the users were last read from Kommo. */
export function refusesUser(error: unknown): boolean {
  return error instanceof KommoRefused && error.problems.some(({ path }) => path.endsWith('responsible_user_id'));
}

/** @throws errors that make the account pause */
export async function settleCreationFailure(run: AccountRun, creation: LeadCreation, error: unknown): Promise<void> {
  const { prisma } = run;
  const now = run.now();
  if (error instanceof KommoRefused) {
    const words = error.problems.map(({ path, detail }) => [path, detail].filter(Boolean).join(': '));
    await markNotCreated(prisma, creation, words.length === 0 ? error.message : words.join('; '));
    await run.memory.pipelines(run.accountId, 'fresh');
    return;
  }
  if (error instanceof KommoForbidden) return markNotCreated(prisma, creation, error.message);
  if (error instanceof KommoNotSent || error instanceof KommoAccountUnavailable) {
    await retryCreation(prisma, creation, now);
  } else if (error instanceof KommoUncertain) {
    const sentAt = creation.sentAt?.getTime() ?? now;
    await becomeUncertain(prisma, creation, lookAfterFailure(sentAt, now, creation.attempts), error.message);
  }
  throw error;
}
