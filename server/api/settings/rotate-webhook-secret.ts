import { recordAudit } from '../../audit/record-audit.ts';
import type { Config } from '../../config/config.ts';
import type { FastspringApi } from '../../fastspring/api/api.ts';
import { FastspringError, FastspringRefused, FastspringUnavailable } from '../../fastspring/api/errors.ts';
import { openCredentials } from '../../fastspring/api/open-credentials.ts';
import {
  forgetNextSecret,
  type NextSecret,
  prepareNextSecret,
  promoteNextSecret,
} from '../../fastspring/webhook/secret-rotation.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { lockAccount } from '../../platform/database/lock-account.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import { isAboutAddress, noCredentials, refusalOf, secretInEnvironment, unconfirmed } from './rotation-problems.ts';

export interface RotationDependencies {
  readonly config: Pick<Config, 'publicUrl' | 'singleAccount'>;
  readonly database: Pick<Database, 'prisma'>;
  readonly sealer: Sealer;
  readonly fastspring: (accountId: string) => Pick<FastspringApi, 'setWebhookSecret'>;
  readonly now: () => number;
}

type Rotator = Pick<WidgetUser, 'accountId' | 'userId'>;

/**
 * Makes a new webhook secret and sets it at FastSpring. No webhook is refused meanwhile, whatever the request's outcome:
 * server/fastspring/webhook/secret-rotation.ts
 * @throws Problem when FastSpring refused it, or the outcome is unknown
 */
export async function rotateWebhookSecret(dependencies: RotationDependencies, user: Rotator): Promise<void> {
  const { sealer, fastspring, now } = dependencies;
  const { prisma } = dependencies.database;
  const { accountId } = user;
  const { next, addresses } = await prisma.$transaction((transaction) => begin(dependencies, transaction, user));
  try {
    await setAtFastspring(fastspring(accountId), addresses, next.secret);
  } catch (error) {
    if (!(error instanceof FastspringError)) throw error;
    if (isUnknown(error)) throw unconfirmed();
    await prisma.$transaction((transaction) => forgetNextSecret(transaction, accountId, next));
    throw refusalOf(error);
  }
  await prisma.$transaction(async (transaction) => {
    const account = await lockAccount(transaction, accountId);
    if (!(await promoteNextSecret(transaction, sealer, account, next, now()))) return;
    await recordAudit(transaction, { ...user, action: 'webhook_secret_rotated' });
  });
}

/**
 * In a transaction of its own: the process may end at any moment after it.
 * @returns the new secret, and the addresses under which FastSpring may know the webhook, the likeliest first
 */
async function begin(
  { config: { publicUrl, singleAccount }, sealer, now }: RotationDependencies,
  transaction: Transaction,
  user: Rotator,
): Promise<{ readonly next: NextSecret; readonly addresses: readonly string[] }> {
  const account = await lockAccount(transaction, user.accountId);
  // The environment sets the secret of the account that it configures, at every start.
  if (account.singleAccount && singleAccount?.webhookSecret !== undefined) throw secretInEnvironment();
  if (openCredentials(sealer, account) === null) throw noCredentials();
  const next = await prepareNextSecret(transaction, sealer, account);
  await recordAudit(transaction, { ...user, action: 'webhook_secret_rotation_begun' });
  const former = await transaction.formerWebhookKey.findMany({
    where: { accountId: account.id, sender: 'fastspring', endsAt: { gt: new Date(now()) } },
    orderBy: { endsAt: 'desc' },
  });
  const base = `${publicUrl}/webhooks/fastspring`;
  const keys = [account.webhookKey, ...former.map(({ key }) => key)];
  return { next, addresses: [...(account.singleAccount ? [base] : []), ...keys.map((key) => `${base}/${key}`)] };
}

/** FastSpring refuses an unknown address. For a week after a change of the address it may know any of the former ones. */
async function setAtFastspring(
  api: Pick<FastspringApi, 'setWebhookSecret'>,
  addresses: readonly string[],
  secret: string,
): Promise<void> {
  let refused: FastspringRefused | null = null;
  for (const address of addresses) {
    try {
      await api.setWebhookSecret(address, secret);
      return;
    } catch (error) {
      if (!(error instanceof FastspringRefused) || isUnknown(error) || !isAboutAddress(error)) throw error;
      refused ??= error;
    }
  }
  if (refused !== null) throw refused;
}

/** FastSpring may have taken the secret all the same. With `retryAfter` nothing was sent. */
function isUnknown(error: FastspringError): boolean {
  if (error instanceof FastspringRefused) return error.status >= 500;
  return error instanceof FastspringUnavailable && error.retryAfter === null;
}
