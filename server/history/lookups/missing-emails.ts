import { z } from 'zod';
import { accountsToAskFor, connectionStates, credentialsMark } from '../../fastspring/api/connection.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow, readValues } from '../../platform/database/read-rows.ts';
import { customersAndLookups, dueToBeAsked, withoutEmail } from './lookup-memory.ts';

/** Customers that cannot be matched because their e-mail is unknown, and the reasons. */
export interface MissingEmails {
  readonly customers: number;
  readonly cause: MissingEmailCause;
}

type MissingEmailCause = 'no_credentials' | 'credentials_refused' | 'unreachable' | 'being_asked' | 'unknown';

const countsSchema = z.object({
  customers: z.number(),
  unknown: z.number(),
  has_credentials: z.boolean(),
  state: connectionStates.nullable(),
});

/** @returns null if every customer's e-mail is known */
export async function readMissingEmails(prisma: PrismaClient, accountId: string): Promise<MissingEmails | null> {
  const counts = await readRow(prisma, countsSchema)`
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

function causeOf({ customers, unknown, has_credentials, state }: z.infer<typeof countsSchema>): MissingEmailCause {
  if (!has_credentials) return 'no_credentials';
  if (unknown === customers) return 'unknown';
  if (state === 'refused') return 'credentials_refused';
  return state === 'unreachable' ? 'unreachable' : 'being_asked';
}

/** The accounts with due e-mail look-ups. */
export async function findAccountsWithEmailsToAskFor(prisma: PrismaClient): Promise<readonly string[]> {
  return readValues(prisma, z.string())`
    SELECT a.id FROM ${accountsToAskFor}
      AND EXISTS (
        SELECT FROM ${customersAndLookups} WHERE c.account_id = a.id AND ${withoutEmail} AND ${dueToBeAsked})`;
}
