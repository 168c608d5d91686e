import { accountsToAskFor, credentialsMark } from '../../fastspring/api/connection.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { customersAndLookups, dueToBeAsked, withoutEmail } from './lookup-memory.ts';

/** Customers that cannot be matched because their e-mail is unknown, and the reasons. */
export interface MissingEmails {
  readonly customers: number;
  readonly cause: MissingEmailCause;
}

type MissingEmailCause = 'no_credentials' | 'credentials_refused' | 'unreachable' | 'being_asked' | 'unknown';

interface Counts {
  customers: number;
  unknown: number;
  has_credentials: boolean;
  state: string | null;
}

/** @returns null if every customer's e-mail is known */
export async function readMissingEmails(prisma: PrismaClient, accountId: string): Promise<MissingEmails | null> {
  const [counts] = await prisma.$queryRaw<Counts[]>`
    SELECT a.api_username IS NOT NULL AS has_credentials, f.state, missing.*
    FROM accounts a
    LEFT JOIN fastspring_connections f ON f.account_id = a.id AND f.credentials_mark = ${credentialsMark}
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS customers, (count(*) FILTER (WHERE l.outcome IN ('no_email', 'not_found')))::int AS unknown
      FROM ${customersAndLookups} WHERE c.account_id = a.id AND ${withoutEmail}
    ) missing
    WHERE a.id = ${accountId}::uuid`;
  if (counts === undefined || counts.customers === 0) return null;
  return { customers: counts.customers, cause: causeOf(counts) };
}

function causeOf({ customers, unknown, has_credentials, state }: Counts): MissingEmailCause {
  if (!has_credentials) return 'no_credentials';
  if (unknown === customers) return 'unknown';
  if (state === 'refused') return 'credentials_refused';
  return state === 'unreachable' ? 'unreachable' : 'being_asked';
}

/** The accounts with due e-mail look-ups. */
export async function findAccountsWithEmailsToAskFor(prisma: PrismaClient): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT a.id FROM ${accountsToAskFor}
      AND EXISTS (
        SELECT FROM ${customersAndLookups} WHERE c.account_id = a.id AND ${withoutEmail} AND ${dueToBeAsked})`;
  return rows.map(({ id }) => id);
}
