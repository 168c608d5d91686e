import type { Sealer } from '../crypto/seal.ts';
import { sealedColumns } from '../crypto/sealed-columns.ts';
import type { Database } from '../database/database.ts';

/** Whose webhook it is and which secrets FastSpring may sign it with; the old one counts while it is being changed. */
export interface WebhookOwner {
  readonly accountId: string;
  readonly secrets: readonly string[];
}

/** `single`: the one account that the environment configures, at the address without a key. */
export type WebhookAddress = { readonly key: string } | 'single';

/** How long a remembered secret is used without asking the database again, ms. */
const rememberedFor = 5_000;

/**
 * Finds the owner of a webhook address. Answers from memory for a few seconds, because a query would double the cost
 * of storing a webhook; `refresh` asks the database, so that a new account or a new secret is never refused for
 * being remembered too long.
 */
export function createWebhookOwners(database: Pick<Database, 'prisma'>, sealer: Sealer, now: () => number) {
  const remembered = new Map<string, { owner: WebhookOwner; until: number }>();

  return async function findOwner(address: WebhookAddress, refresh: boolean): Promise<WebhookOwner | undefined> {
    const name = address === 'single' ? '' : address.key;
    const known = remembered.get(name);
    if (!refresh && known !== undefined && known.until > now()) return known.owner;
    const owner = await readOwner(address);
    remembered.delete(name);
    if (owner !== undefined) remembered.set(name, { owner, until: now() + rememberedFor });
    return owner;
  };

  async function readOwner(address: WebhookAddress): Promise<WebhookOwner | undefined> {
    const account = await database.prisma.account.findFirst({
      where: address === 'single' ? { singleAccount: true } : { webhookKey: address.key },
      select: { id: true, webhookSecret: true, previousWebhookSecret: true },
    });
    if (account === null) return undefined;
    const { id: accountId, webhookSecret, previousWebhookSecret } = account;
    const secrets = [
      webhookSecret && sealer.open(sealedColumns.webhookSecret, accountId, webhookSecret),
      previousWebhookSecret && sealer.open(sealedColumns.previousWebhookSecret, accountId, previousWebhookSecret),
    ];
    return { accountId, secrets: secrets.filter((secret) => secret !== null) };
  }
}

export type FindWebhookOwner = ReturnType<typeof createWebhookOwners>;
