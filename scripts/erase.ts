import { parseArgs } from 'node:util';
import { foldEmail } from '../server/ledger/email.ts';
import { createPersonHash } from '../server/personal-data/erased-people.ts';
import { runErasure } from '../server/personal-data/run-erasure.ts';
import { startErasure } from '../server/personal-data/start-erasure.ts';
import { findAccount } from './commands/find-account.ts';
import { CommandError, runCommand } from './commands/run-command.ts';

/**
 * Erases a person from an account: `npm run erase -- --account <subdomain or Kommo's id> --person <e-mail>`. Prints what
 * was erased in counts, never the address. Exits with 0 when the person is erased, 2 when it could not run.
 */
await runCommand(readOptions, async (options, { database, secretOf }) => {
  const account = await findAccount(database, options.account);
  const hashPerson = createPersonHash(secretOf('erased-people'));
  const search = { email: options.person };
  const id = await startErasure(database.prisma, hashPerson, { accountId: account.id, userId: null }, search);
  const {
    customers = 0,
    links = 0,
    paymentLinks = 0,
    events = 0,
    texts = 0,
  } = (await runErasure(database.prisma, hashPerson, id)) ?? {};
  console.log(
    `${account.subdomain}: erased ${customers} customers, ${links} links to leads, ${paymentLinks} payment links and the person's words in ${events} events.`,
  );
  if (customers + links + paymentLinks + events === 0) console.log('Nothing was stored of this person.');
  if (texts > 0) console.log(`The service will rewrite ${texts} notes and tasks in Kommo.`);
  console.log('What FastSpring sends of this person later is stored without the person.');
  return 0;
});

function readOptions(): { readonly account: string; readonly person: string } {
  const usage = 'Usage: npm run erase -- --account <subdomain or Kommo id> --person <e-mail address>';
  try {
    const { account, person } = parseArgs({
      options: { account: { type: 'string' }, person: { type: 'string' } },
    }).values;
    const folded = person === undefined ? null : foldEmail(person);
    if (account !== undefined && folded !== null) return { account, person: folded };
  } catch {
    // An unknown option; its value may be an address, so it is not repeated.
  }
  throw new CommandError(usage);
}
