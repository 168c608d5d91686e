import { parseArgs } from 'node:util';
import { rebuildLedger } from '../server/recording/rebuild/rebuild.ts';
import { reportRebuild } from '../server/recording/rebuild/report.ts';
import { CommandError, runCommand } from './commands/run-command.ts';

const eventsPerProgressLine = 10_000;

/**
 * Recomputes every account's ledger from the stored events and reports where the tables differ; `--write` repairs them.
 * Exits with 0 when nothing differs or everything is repaired, 1 when something differs, 2 when it could not run.
 */
await runCommand(readWrite, async (write, { database }) => {
  const accounts = await database.prisma.account.findMany({
    select: { id: true, subdomain: true },
    orderBy: { id: 'asc' },
  });
  let differing = 0;
  for (const account of accounts) {
    const rebuilt = await rebuildLedger(database, account, write, (events) => {
      if (events % eventsPerProgressLine === 0) console.log(`${account.subdomain}: ${events} events read`);
    });
    if (rebuilt.differences.length > 0 || rebuilt.noLongerReadable.length > 0) differing += 1;
    console.log(reportRebuild(rebuilt, write));
  }
  if (accounts.length === 0) console.log('No account has installed the widget yet.');
  if (differing > 0 && !write)
    console.log('Run npm run rebuild-ledger -- --write to make the tables say what the events say.');
  return differing > 0 && !write ? 1 : 0;
});

function readWrite(): boolean {
  try {
    return parseArgs({ options: { write: { type: 'boolean', default: false } } }).values.write;
  } catch {
    throw new CommandError('The only option is --write, which heals what differs: npm run rebuild-ledger -- --write');
  }
}
