import { randomBytes } from 'node:crypto';
import { ConfigurationError, type SingleAccountConfig } from '../../config/config.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import { type Account, Prisma, type PrismaClient } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { accountFacts } from '../api/account-facts.ts';
import type { KommoAccount } from '../api/api.ts';
import type { KommoContext } from '../context.ts';
import { KommoAccountUnavailable, KommoError } from '../requests/errors.ts';
import { readDomain } from '../requests/origin.ts';
import { storeAuthorization } from '../tokens/token-store.ts';
import { refusedToken } from '../tokens/tokens.ts';
import { InstallRefused, type InstallRequests } from './install-requests.ts';

/** The one account that the environment configures, with a long-lived token and no OAuth. */
export interface SingleAccount {
  /**
   * Makes sure that the account exists here, so that webhooks are stored even while Kommo cannot be reached. Run at
   * start; returns our id.
   * @throws ConfigurationError when KOMMO_DOMAIN is not the domain of an account
   */
  readonly ensure: () => Promise<string>;
  /**
   * Asks Kommo which account the token belongs to. Recurring work: does nothing while the account is known and
   * connected, and retries a refused token.
   */
  readonly identify: () => Promise<void>;
}

const unconfirmed =
  'Waiting for Kommo to confirm that KOMMO_DOMAIN still names the account whose payments are kept here.';
const otherAccount =
  'KOMMO_DOMAIN names another Kommo account than the one whose payments are kept here. Set it back, or start with an empty database.';
const connectedElsewhere =
  'The Kommo account of KOMMO_DOMAIN was connected to this database by OAuth before. Remove KOMMO_DOMAIN, or start with an empty database.';

export function createSingleAccount(
  context: KommoContext,
  { domain, accessToken }: SingleAccountConfig,
  requests: Pick<InstallRequests, 'readAccount'>,
): SingleAccount {
  const { prisma, log, config } = context;
  let confirmed = false;

  return {
    ensure: async () => {
      const subdomain = configuredSubdomain();
      const account = (await find(prisma, subdomain)) ?? (await create(prisma, subdomain));
      await adopt(prisma, account, subdomain);
      await storeToken(context, account.id, accessToken);
      return account.id;
    },
    identify: async () => {
      const subdomain = configuredSubdomain();
      const row = await find(prisma, subdomain);
      if (row === null || (confirmed && row.state !== 'needs_reauthorization')) return;
      try {
        const account = await requests.readAccount(subdomain, accessToken, 'begunHere');
        const refusal = await confirm(prisma, row, account);
        if (refusal !== null) return await refuse(row, refusal);
        confirmed = true;
        log.info({ kommoAccountId: account.id }, 'the Kommo account of KOMMO_DOMAIN is connected');
      } catch (error) {
        if (error instanceof InstallRefused || error instanceof KommoAccountUnavailable)
          return refuse(row, refusedToken);
        if (!(error instanceof KommoError)) throw error;
        log.warn({ reason: error.message }, 'Kommo could not be asked for the account of KOMMO_DOMAIN');
      }
    },
  };

  function configuredSubdomain(): string {
    const subdomain = readDomain(config.kommo.originTemplate, domain);
    if (subdomain !== null) return subdomain;
    throw new ConfigurationError('KOMMO_DOMAIN must be the account’s address in Kommo, e.g. acme.kommo.com');
  }

  async function refuse(row: Account, stateReason: string): Promise<void> {
    await prisma.account.update({ where: { id: row.id }, data: { state: 'needs_reauthorization', stateReason } });
    log.warn({ reason: stateReason }, 'the Kommo account of KOMMO_DOMAIN is not connected');
  }
}

function find(prisma: PrismaClient, subdomain: string): Promise<Account | null> {
  return prisma.account.findFirst({
    where: { OR: [{ singleAccount: true }, { subdomain }] },
    orderBy: { singleAccount: 'desc' },
  });
}

/** Two processes that start together insert the same row. */
async function create(prisma: PrismaClient, subdomain: string): Promise<Account> {
  const webhookKey = randomBytes(32).toString('base64url');
  try {
    return await prisma.account.create({ data: { subdomain, singleAccount: true, webhookKey } });
  } catch (error) {
    const existing = isDuplicate(error) ? await find(prisma, subdomain) : null;
    if (existing === null) throw error;
    return existing;
  }
}

/**
 * An account that Kommo has named is used under another address only after Kommo has confirmed that it is the same one:
 * the payments of one account must not be written into another.
 */
async function adopt(prisma: PrismaClient, account: Account, subdomain: string): Promise<void> {
  const isMoved = account.kommoAccountId !== null && account.subdomain !== subdomain;
  const isStopped = account.state === 'needs_reauthorization' || account.state === 'uninstalled';
  const state = isMoved
    ? { state: 'needs_reauthorization', stateReason: unconfirmed }
    : { subdomain, ...(isStopped && { state: 'connected', stateReason: null, deleteAfter: null }) };
  await prisma.account.update({ where: { id: account.id }, data: { singleAccount: true, ...state } });
}

async function storeToken({ prisma, sealer }: KommoContext, accountId: string, accessToken: string): Promise<void> {
  const stored = await prisma.kommoToken.findUnique({ where: { accountId } });
  const isStored =
    stored !== null &&
    stored.refreshToken === null &&
    openOrNull(sealer, sealedColumns.accessToken, accountId, stored.accessToken) === accessToken;
  if (isStored) return;
  await storeAuthorization(prisma, sealer, accountId, { accessToken, refreshToken: null, expiresIn: null });
}

/** Connects the row with the account that Kommo has named. Returns why not, null when it is connected. */
async function confirm(prisma: PrismaClient, row: Account, account: KommoAccount): Promise<string | null> {
  if (row.kommoAccountId !== null && row.kommoAccountId !== BigInt(account.id)) return otherAccount;
  const isStopped = row.state === 'needs_reauthorization';
  try {
    await prisma.account.update({
      where: { id: row.id },
      data: {
        ...accountFacts(account),
        kommoAccountId: account.id,
        subdomain: account.subdomain,
        ...(isStopped && { state: 'connected', stateReason: null }),
      },
    });
    return null;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return connectedElsewhere;
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
