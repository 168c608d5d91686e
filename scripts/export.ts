import { parseArgs } from 'node:util';
import { recordAudit } from '../server/audit/record-audit.ts';
import { foldEmail } from '../server/ledger/email.ts';
import { findPerson } from '../server/personal-data/find-person.ts';
import type { Database } from '../server/platform/database/database.ts';
import { exportAccount } from '../server/transfer/export-account.ts';
import { findAccount } from './commands/find-account.ts';
import { CommandError, runCommand } from './commands/run-command.ts';

/**
 * Writes all stored data of an account, or of one person, into a new folder: `npm run export -- --account <subdomain or
 * Kommo's id> [--person <e-mail>] --out <folder>`. Exits with 0, or with 2 when it could not run.
 */
await runCommand(readOptions, async ({ account: name, person, out }, { database }) => {
  const account = await findAccount(database, name);
  const customerIds = person === null ? null : await findCustomers(database, account.id, person);
  const { files } = await exportAccount(database, account, customerIds, out);
  await recordAudit(database.prisma, {
    ...{ accountId: account.id, userId: null, action: 'data_exported' },
    after: { scope: person === null ? 'account' : 'person' },
  });
  for (const { name: file, rows } of files) console.log(`${file}: ${rows} rows`);
  console.log(`Exported to ${out}. The files hold personal data; only your user may read them.`);
  return 0;
});

async function findCustomers({ prisma }: Database, accountId: string, email: string): Promise<readonly string[]> {
  const { customerIds } = await findPerson(prisma, accountId, { email });
  if (customerIds.length === 0) throw new CommandError('No customer with this address is stored.');
  return customerIds;
}

function readOptions(): { readonly account: string; readonly person: string | null; readonly out: string } {
  try {
    const { account, person, out } = parseArgs({
      options: { account: { type: 'string' }, person: { type: 'string' }, out: { type: 'string' } },
    }).values;
    const folded = person === undefined ? null : foldEmail(person);
    const isWrong = person !== undefined && folded === null;
    if (account !== undefined && out !== undefined && !isWrong) return { account, person: folded, out };
  } catch {
    // An unknown option; its value may be an address, so it is not repeated.
  }
  throw new CommandError(
    'Usage: npm run export -- --account <subdomain or Kommo id> [--person <e-mail address>] --out <folder>',
  );
}
