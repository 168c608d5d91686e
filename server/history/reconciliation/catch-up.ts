import type { Reconciliation } from '../../database/generated/client.ts';
import type { FastspringApi } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/batch.ts';
import type { Claim } from './claims.ts';
import { problemOf, type ReconciliationDependencies } from './context.ts';
import type { CatchUp } from './results.ts';
import { takeIn } from './take-in.ts';
import { takeInAndMark, takeInUnmarked, type WalkedEvents } from './undelivered-events.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** ms between two looks; what FastSpring could not deliver is here within that time after we can be reached again */
export const catchUpEvery = 15 * minute;
/** ms; when FastSpring could not be asked */
const tryAgainAfter = minute;
/** ms; FastSpring shows events and orders a moment after they happened, and its days are not in our time zone */
const overlap = day;
/** ms; after a longer silence of ours also what FastSpring believes delivered is looked through: we may have lost it */
const silence = 60 * minute;

/**
 * Asks FastSpring what it could not deliver, and takes in what is missing here as if its webhook had come.
 * @param row of the account, as it was when the claim was taken
 */
export async function catchUp(
  dependencies: ReconciliationDependencies,
  claim: Claim,
  row: Reconciliation,
  markProcessed: boolean,
  signal: AbortSignal,
): Promise<CatchUp> {
  const { database, fastspring, now } = dependencies;
  const { accountId } = claim;
  const startedAt = now();
  const api = fastspring.forAccount(accountId, 'background', signal);
  let result: CatchUp;
  try {
    const events = await walkEvents(api, startedAt, row, markProcessed, async (page) => {
      await claim.keep();
      return takeIn(database, accountId, page);
    });
    result = { at: new Date(startedAt).toISOString(), ...events, problem: null };
  } catch (error) {
    if (signal.aborted) throw error;
    result = { at: new Date(startedAt).toISOString(), takenIn: 0, moreThanShown: false, problem: problemOf(error) };
  }
  const { problem } = result;
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: {
      catchUp: result,
      catchUpAt: new Date(startedAt + (problem === null ? catchUpEvery : tryAgainAfter)),
      ...(problem === null && { caughtUpTo: new Date(startedAt) }),
    },
  });
  return result;
}

async function walkEvents(
  api: FastspringApi,
  now: number,
  row: Reconciliation,
  markProcessed: boolean,
  store: (events: readonly IncomingEvent[]) => Promise<number>,
): Promise<WalkedEvents> {
  const caughtUpTo = (row.caughtUpTo ?? row.newsSince).getTime();
  const walk = { api, now, since: caughtUpTo - overlap, takeIn: store };
  const undelivered = await (markProcessed ? takeInAndMark(walk) : takeInUnmarked('unprocessed', walk));
  if (row.caughtUpTo !== null && now - caughtUpTo < silence) return undelivered;
  const { takenIn } = await takeInUnmarked('processed', walk);
  return { ...undelivered, takenIn: undelivered.takenIn + takenIn };
}
