import type { BuyerAccount } from '../../fastspring/api/api.ts';
import {
  FastspringError,
  FastspringNotFound,
  FastspringRateLimited,
  FastspringRefused,
  FastspringUnavailable,
} from '../../fastspring/api/errors.ts';
import type { Fastspring } from '../../fastspring/api/fastspring-api.ts';
import { storeEvents } from '../../fastspring/webhook/store-events.ts';
import { backoff } from '../../outward/backoff.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Database } from '../../platform/database/database.ts';
import { day, hour, minute } from '../../platform/time/units.ts';
import { accountEvent } from './account-event.ts';
import {
  type CustomerWithoutEmail,
  findCustomersWithoutEmail,
  type LookupOutcome,
  rememberLookup,
} from './lookup-memory.ts';

export interface LookupDependencies {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly fastspring: Pick<Fastspring, 'forAccount'>;
  readonly guard: Pick<ErasureGuard, 'admit'>;
  /** ms since 1970 */
  readonly now: () => number;
}

/** ms; the e-mail arrived as an event, which is recorded long before that */
const answeredFor = day;
/** ms; FastSpring has no e-mail, or no such account, which rarely changes */
const negativeFor = 7 * day;
const pauses = { first: minute, longest: 6 * hour };

/**
 * Looks up the e-mails missing from all events at FastSpring, and stores each answer as an event, to be recorded like
 * any other. Every outcome is remembered, so that no customer is looked up again and again. Without credentials no
 * request is sent.
 * @param signal aborted when the run has to make room for others
 * @returns the number of stored events
 * @throws when the database fails; FastSpring's errors are remembered instead
 */
export async function lookUpCustomers(
  dependencies: LookupDependencies,
  accountId: string,
  signal: AbortSignal,
): Promise<{ readonly stored: number }> {
  const { database, fastspring, guard, now } = dependencies;
  const api = fastspring.forAccount(accountId, 'background', signal);
  let stored = 0;
  for (const customer of await findCustomersWithoutEmail(database.prisma, accountId)) {
    if (signal.aborted) break;
    const { fastspringAccountId } = customer;
    const remember = (outcome: LookupOutcome) =>
      rememberLookup(database.prisma, accountId, fastspringAccountId, outcome);
    try {
      const account = await api.getAccount(fastspringAccountId);
      await storeEvents(database, accountId, 'api', await guard.admit(accountId, [accountEvent(account, now())]));
      await remember(outcomeOf(account));
      stored += 1;
    } catch (error) {
      if (!(error instanceof FastspringError)) throw error;
      const outcome = outcomeOfFailure(error, customer);
      if (outcome !== null) await remember(outcome);
      // Any other failure would meet further requests too.
      if (!(error instanceof FastspringRefused)) break;
    }
  }
  return { stored };
}

function outcomeOf({ email }: BuyerAccount): LookupOutcome {
  return email === null
    ? { outcome: 'no_email', reason: null, consecutiveFailures: 0, retryAfter: negativeFor }
    : { outcome: 'answered', reason: null, consecutiveFailures: 0, retryAfter: answeredFor };
}

/** Null if the failure is not about this customer: no request was sent, or the credentials were refused. */
function outcomeOfFailure(error: FastspringError, { consecutiveFailures }: CustomerWithoutEmail): LookupOutcome | null {
  const reason = error.message;
  if (error instanceof FastspringNotFound) {
    return { outcome: 'not_found', reason, consecutiveFailures: 0, retryAfter: negativeFor };
  }
  if (error instanceof FastspringRateLimited) {
    return { outcome: 'postponed', reason, consecutiveFailures, retryAfter: error.retryAfter };
  }
  if (error instanceof FastspringRefused || (error instanceof FastspringUnavailable && error.retryAfter === null)) {
    const failures = consecutiveFailures + 1;
    return { outcome: 'failed', reason, consecutiveFailures: failures, retryAfter: backoff(pauses, failures) };
  }
  return null;
}
