import type { Database } from '../../server/database/database.ts';
import type { Account } from '../../server/database/generated/client.ts';
import { CommandError } from './run-command.ts';

/**
 * The account that an operator names by its subdomain or by Kommo's id.
 * @throws CommandError when there is none, or more than one
 */
export async function findAccount({ prisma }: Pick<Database, 'prisma'>, name: string): Promise<Account> {
  const isId = /^\d{1,18}$/.test(name);
  const found = await prisma.account.findMany({
    where: { OR: [{ subdomain: name.toLowerCase() }, ...(isId ? [{ kommoAccountId: BigInt(name) }] : [])] },
  });
  const [account] = found;
  if (found.length > 1)
    throw new CommandError(`Several accounts have been at ${name}. Name Kommo's id of the account.`);
  if (account === undefined) throw new CommandError(`No account ${name} has installed the widget here.`);
  return account;
}
