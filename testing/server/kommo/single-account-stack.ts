import type { Database } from '../../../server/platform/database/database.ts';
import { configFor, startKommo, startSandbox } from './kommo-stack.ts';

/** A sandbox with the account of the environment, and the start of a process on it. */
export async function startSingleAccount(database: Pick<Database, 'prisma' | 'query'>) {
  const sandbox = await startSandbox();
  const environment = {
    domain: 'demo.kommo.com',
    accessToken: sandbox.longLivedToken(),
    statusPaidId: undefined,
    statusWonId: undefined,
    webhookSecret: undefined,
    apiUsername: undefined,
    apiPassword: undefined,
  };
  /** Starts the Kommo side of the process as main does. */
  const boot = async (change: { domain?: string; accessToken?: string } = {}) => {
    const kommo = startKommo(database, { ...configFor(sandbox), singleAccount: { ...environment, ...change } });
    return { kommo, accountId: (await kommo.singleAccount?.ensure()) ?? '' };
  };
  return { sandbox, prisma: database.prisma, boot };
}
