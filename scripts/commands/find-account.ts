import { z } from 'zod';
import type { Database } from '../../server/platform/database/database.ts';
import { CommandError } from './run-command.ts';

const accountSchema = z.object({
  id: z.string(),
  kommoAccountId: z.string().nullable(),
  subdomain: z.string(),
  name: z.string(),
  language: z.string(),
  currency: z.string().nullable(),
  timeZone: z.string(),
  settings: z.json(),
});
type NamedAccount = Readonly<z.infer<typeof accountSchema>>;

/**
 * The account with the operator's subdomain or Kommo id. Bypasses Prisma, because its query compiler takes 50 MB.
 * @throws CommandError when there is none, or more than one
 */
export async function findAccount({ query }: Pick<Database, 'query'>, name: string): Promise<NamedAccount> {
  const { rows } = await query(
    `SELECT "id"::text, "kommo_account_id"::text AS "kommoAccountId", "subdomain", "name", "language", "currency",
       "time_zone" AS "timeZone", "settings"
     FROM "accounts" WHERE "subdomain" = lower($1::text) OR "kommo_account_id"::text = $1`,
    [name],
  );
  const found = z.array(accountSchema).parse(rows);
  const [account] = found;
  if (found.length > 1)
    throw new CommandError(`Several accounts have been at ${name}. Name Kommo's id of the account.`);
  if (account === undefined) throw new CommandError(`No account ${name} has installed the widget here.`);
  return account;
}
