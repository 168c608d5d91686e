import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { SealedColumn, Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, PrismaClient } from '../../platform/database/generated/client.ts';
import { createAtMostEvery } from '../../platform/runtime/at-most-every.ts';
import { second } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

/** The account of a webhook and the secrets that may sign it: the old and the new one while it is being changed. */
export interface WebhookOwner {
  readonly accountId: string;
  readonly secrets: readonly string[];
  /** it has no secrets then */
  readonly isUninstalled: boolean;
  /** the address was replaced, and is not answered any more */
  readonly isFormer: boolean;
  /** a webhook was refused, and none accepted since; remembered like the secrets */
  readonly wasRefused: boolean;
  /** remembered like the secrets: recording checks again what was stored in these seconds */
  readonly hasErasedPeople: boolean;
}

/** `single`: the one account that the environment configures, at the address without a key. */
export type WebhookAddress = { readonly key: string } | 'single';

/** How long a remembered secret is used without asking the database again, ms. */
const rememberedFor = 5_000;
/** among the names of addresses, that of the one without a key */
const single = '';

/**
 * Finds the owner of a webhook address. Answers from memory for a few seconds, because a query would double the cost of
 * storing a webhook; `refresh` asks the database, so that a new account or a new secret is never refused because of an
 * old memory. If that was done in the last second, it waits until the second is over.
 */
export function createWebhookOwners(
  { prisma }: Pick<Database, 'prisma'>,
  sealer: Sealer,
  now: () => number,
  wait?: (milliseconds: number) => Promise<unknown>,
): WebhookOwners {
  /** how often an account was forgotten, so that a reading notices when that happens meanwhile */
  let forgettings = 0;
  const remembered = new Map<string, { owner: WebhookOwner; until: number }>();
  /** so that a burst of one account asks once, and does not take every connection from the others */
  const underWay = new Map<string, Promise<WebhookOwner | undefined>>();

  /** Every well-formed signature asks for a refresh: unverified senders must not take the database from the others. */
  const refreshed = createAtMostEvery(second, readAndRemember, now, wait);

  async function readAndRemember(name: string): Promise<WebhookOwner | undefined> {
    const before = forgettings;
    const read = await readOwner(prisma, sealer, name, now());
    remembered.delete(name);
    if (read === undefined) return undefined;
    // The change may concern this account, and this may be its state before the change.
    if (forgettings > before) return readAndRemember(name);
    remembered.set(name, { owner: read.owner, until: Math.min(now() + rememberedFor, read.changesAt) });
    return read.owner;
  }

  return {
    findOwner: async (address, refresh) => {
      const name = address === 'single' ? single : address.key;
      const known = remembered.get(name);
      if (!refresh && known !== undefined && known.until > now()) return known.owner;
      if (refresh) return refreshed(name);
      const reading = underWay.get(name) ?? readAndRemember(name).finally(() => underWay.delete(name));
      underWay.set(name, reading);
      return reading;
    },
    forgetOwner: (accountId) => {
      forgettings += 1;
      for (const [name, { owner }] of remembered) if (owner.accountId === accountId) remembered.delete(name);
    },
  };
}

export interface WebhookOwners {
  readonly findOwner: (address: WebhookAddress, refresh: boolean) => Promise<WebhookOwner | undefined>;
  /** The next webhook asks the database. Other processes remember an account's secrets a few seconds longer. */
  readonly forgetOwner: (accountId: string) => void;
}

/** `changesAt`: when a secret or the address expires */
async function readOwner(
  prisma: PrismaClient,
  sealer: Sealer,
  name: string,
  now: number,
): Promise<{ readonly owner: WebhookOwner; readonly changesAt: number } | undefined> {
  const found = await findAccount(prisma, name);
  if (found === null) return undefined;
  const { id: accountId, state } = found.account;
  const { secrets, changeAt } = readSecrets(sealer, found.account, now);
  const erased = await prisma.erasedPerson.findFirst({ where: { accountId }, select: { kind: true } });
  const owner = {
    ...{ accountId, secrets, isUninstalled: state === 'uninstalled', isFormer: found.endsAt <= now },
    ...{ wasRefused: found.account.refusedWebhook !== null, hasErasedPeople: erased !== null },
  };
  return { owner, changesAt: owner.isFormer ? changeAt : Math.min(found.endsAt, changeAt) };
}

/** The current secret, and the other ones that have not expired. */
function readSecrets(sealer: Sealer, account: StoredSecrets, now: number) {
  const previousEndsAt = account.previousWebhookSecretEndsAt?.getTime() ?? 0;
  const nextEndsAt = account.nextWebhookSecretEndsAt?.getTime() ?? Infinity;
  const open = (column: SealedColumn, sealed: string | null, endsAt: number) =>
    openOrNull(sealer, column, account.id, endsAt > now ? sealed : null);
  const secrets = [
    open(sealedColumns.webhookSecret, account.webhookSecret, Infinity),
    open(sealedColumns.previousWebhookSecret, account.previousWebhookSecret, previousEndsAt),
    open(sealedColumns.nextWebhookSecret, account.nextWebhookSecret, nextEndsAt),
  ].filter((secret) => secret !== null);
  return { secrets, changeAt: Math.min(...[previousEndsAt, nextEndsAt].filter((endsAt) => endsAt > now)) };
}

/** By its address or by a former one, which is known for a while after it has expired: `endsAt` is in the past then. */
async function findAccount(prisma: PrismaClient, name: string) {
  const where = name === single ? { singleAccount: true } : { webhookKey: name };
  const account = await prisma.account.findFirst({ where, select: columns });
  if (account !== null || name === single) return account && { account, endsAt: Infinity };
  const former = await prisma.formerWebhookKey.findFirst({ where: { key: name, sender: 'fastspring' } });
  if (former === null) return null;
  const owner = await prisma.account.findUnique({ where: { id: former.accountId }, select: columns });
  return owner && { account: owner, endsAt: former.endsAt.getTime() };
}

const columns = {
  id: true,
  webhookSecret: true,
  previousWebhookSecret: true,
  previousWebhookSecretEndsAt: true,
  nextWebhookSecret: true,
  nextWebhookSecretEndsAt: true,
  state: true,
  refusedWebhook: { select: { reason: true } },
} as const;

type StoredSecrets = Pick<Account, Exclude<keyof typeof columns, 'state' | 'refusedWebhook'>>;
