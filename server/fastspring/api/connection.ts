import { z } from 'zod';
import { type Backoff, backoffSql } from '../../outward/backoff.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import { Prisma, type PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import type { FastspringPriority } from './acquire-slot.ts';
import {
  type FastspringError,
  FastspringNotConfigured,
  FastspringUnauthorized,
  FastspringUnavailable,
} from './errors.ts';
import { type FastspringCredentials, openCredentials } from './open-credentials.ts';

/** What a request needs, as of now. */
export interface Access {
  readonly credentials: FastspringCredentials;
  /** distinguishes these credentials from earlier ones, without containing them */
  readonly mark: string;
  /** nothing is known against these credentials */
  readonly working: boolean;
}

/**
 * An account's credentials for FastSpring, and in its row of `fastspring_connections`, for every process and the status
 * page, how FastSpring last took them. Credentials that were changed since begin anew.
 */
export interface Connection {
  /**
   * @throws FastspringNotConfigured without credentials; and for background work FastspringUnauthorized or
   *   FastspringUnavailable while it is not yet time to try again
   */
  readonly admit: (accountId: string, priority: FastspringPriority) => Promise<Access>;
  /** FastSpring took the credentials. */
  readonly answered: (accountId: string, access: Access) => Promise<void>;
  /** FastSpring refused them, or did not answer: background work pauses, longer with each failure in a row. */
  readonly failed: (
    accountId: string,
    access: Access,
    error: FastspringUnauthorized | FastspringUnavailable,
  ) => Promise<void>;
}

/**
 * Tells the credentials of an account `a` from those of another day, by their sealed texts, which are new with every
 * saving. They are new with a change of ENCRYPTION_KEY too: then FastSpring is asked once more.
 */
export const credentialsMark = Prisma.sql`md5(a.api_username || ' ' || coalesce(a.api_password, ''))`;

/** The accounts `a` that FastSpring may be asked for now: it takes their credentials, and no 429 holds up all accounts. */
export const accountsToAskFor = Prisma.sql`accounts a
  LEFT JOIN fastspring_connections f ON f.account_id = a.id AND f.credentials_mark = ${credentialsMark}
  WHERE a.state <> 'uninstalled' AND a.api_username IS NOT NULL AND (f.retry_at IS NULL OR f.retry_at <= now())
    AND NOT EXISTS (SELECT FROM outgoing_requests WHERE service = 'fastspring' AND blocks_to > now())`;

/** How FastSpring last took the credentials. */
export const connectionStates = z.enum(['working', 'refused', 'unreachable']);

const rowSchema = z.object({
  username: z.string().nullable(),
  password: z.string().nullable(),
  mark: z.string().nullable(),
  /** null when nothing is known of these credentials yet */
  state: connectionStates.nullable(),
  reason: z.string().nullable(),
  /** ms */
  wait: z.number().nullable(),
});

/** s; credentials that are refused are changed by a person, and then tried at once */
const whenRefused: Backoff = { first: 3_600, longest: 3_600 };
const whenUnreachable: Backoff = { first: 10, longest: 1_800 };

export function createConnection(prisma: PrismaClient, sealer: Sealer): Connection {
  return {
    admit: async (accountId, priority) => {
      const row = await readRow(prisma, rowSchema)`
        SELECT a.api_username AS username, a.api_password AS password, ${credentialsMark} AS mark, c.state, c.reason,
          (extract(epoch FROM c.retry_at - clock_timestamp()) * 1000)::float8 AS wait
        FROM accounts a
        LEFT JOIN fastspring_connections c ON c.account_id = a.id AND c.credentials_mark = ${credentialsMark}
        WHERE a.id = ${accountId}::uuid`;
      if (row === undefined || row.username === null || row.mark === null) {
        throw new FastspringNotConfigured('No FastSpring API credentials are saved for this account');
      }
      if (priority === 'background' && row.wait !== null && row.wait > 0) throw pausing(row, row.wait);
      const stored = { id: accountId, apiUsername: row.username, apiPassword: row.password };
      const credentials = openCredentials(sealer, stored);
      if (credentials === null) {
        throw new FastspringNotConfigured(
          'The saved FastSpring API credentials cannot be read; they have to be saved again',
        );
      }
      return { credentials, mark: row.mark, working: row.state === 'working' };
    },
    answered: async (accountId, { mark, working }) => {
      if (working) return;
      await prisma.$executeRaw`
        INSERT INTO fastspring_connections (account_id, credentials_mark, state)
        VALUES (${accountId}::uuid, ${mark}, 'working')
        ON CONFLICT (account_id) DO UPDATE
        SET credentials_mark = ${mark}, state = 'working', reason = NULL, consecutive_failures = 0, retry_at = NULL,
          changed_at = now()`;
    },
    failed: async (accountId, { mark }, error) => {
      const refused = error instanceof FastspringUnauthorized;
      const state = refused ? 'refused' : 'unreachable';
      const pauses = refused ? whenRefused : whenUnreachable;
      await prisma.$executeRaw`
        INSERT INTO fastspring_connections AS c (account_id, credentials_mark, state, reason, consecutive_failures, retry_at)
        VALUES (${accountId}::uuid, ${mark}, ${state}, ${error.message}, 1, now() + ${pauses.first} * interval '1 second')
        ON CONFLICT (account_id) DO UPDATE
        SET credentials_mark = excluded.credentials_mark, state = excluded.state, reason = excluded.reason,
          changed_at = now(),
          consecutive_failures = CASE c.credentials_mark WHEN ${mark} THEN c.consecutive_failures + 1 ELSE 1 END,
          retry_at = CASE c.credentials_mark
            WHEN ${mark} THEN now() + ${backoffSql(pauses, Prisma.sql`c.consecutive_failures + 1`)} * interval '1 second'
            ELSE excluded.retry_at END`;
    },
  };
}

function pausing({ state, reason }: z.infer<typeof rowSchema>, wait: number): FastspringError {
  const message = reason ?? 'FastSpring did not answer';
  return state === 'refused' ? new FastspringUnauthorized(message) : new FastspringUnavailable(message, wait);
}
