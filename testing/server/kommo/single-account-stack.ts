import type { Database } from '../../../server/platform/database/database.ts';
import { configFor, startKommo, startSandbox } from './kommo-stack.ts';

/** A sandbox with the account of the environment, and the start of a process on it. */
export async function startSingleAccount({ prisma }: Pick<Database, 'prisma'>) {
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
    const kommo = startKommo(prisma, { ...configFor(sandbox), singleAccount: { ...environment, ...change } });
    return { kommo, accountId: (await kommo.singleAccount?.ensure()) ?? '' };
  };
  return { sandbox, prisma, boot };
}
