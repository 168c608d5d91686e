import { parseArgs } from 'node:util';
import { createPersonHash } from '../server/personal-data/erased-people.ts';
import { createErasureGuard } from '../server/personal-data/guard.ts';
import { importAccount } from '../server/transfer/import-account.ts';
import { NotAnExport } from '../server/transfer/read-files.ts';
import { findAccount } from './commands/find-account.ts';
import { CommandError, runCommand } from './commands/run-command.ts';

/**
 * Takes an export into an account without payments: `npm run import -- --account <subdomain or Kommo's id> --from <folder>`.
 * Sends nothing to Kommo. Exits with 0, or with 2 when it could not run.
 */
await runCommand(readOptions, async ({ account: name, from }, { database, secretOf }) => {
  const account = await findAccount(database, name);
  const guard = createErasureGuard(database, createPersonHash(secretOf('erased-people')));
  try {
    const { files } = await importAccount({ prisma: database.prisma, guard }, account, from);
    const events = files.find((file) => file.name === 'events.jsonl')?.rows ?? 0;
    console.log(`${account.subdomain}: ${events} events were imported. Nothing was sent to Kommo.`);
    console.log('Save FastSpring’s secrets on the settings page: no export holds them.');
    return 0;
  } catch (error) {
    throw error instanceof NotAnExport ? new CommandError(error.message) : error;
  }
});

function readOptions(): { readonly account: string; readonly from: string } {
  try {
    const { account, from } = parseArgs({ options: { account: { type: 'string' }, from: { type: 'string' } } }).values;
    if (account !== undefined && from !== undefined) return { account, from };
  } catch {
    // An unknown option.
  }
  throw new CommandError('Usage: npm run import -- --account <subdomain or Kommo id> --from <folder>');
}
