import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { lockAccount } from '../../platform/database/lock-account.ts';
import { Problem } from '../../platform/http/problem.ts';
import { minute } from '../../platform/time/units.ts';
import type { KommoApi, KommoPriority } from '../api/api.ts';
import { KommoAccountUnavailable, KommoError } from '../requests/errors.ts';
import { createThrottle } from './throttle.ts';

export interface UninstallDependencies {
  readonly prisma: PrismaClient;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly forAccount: (accountId: string, priority: KommoPriority) => Pick<KommoApi, 'getAccount'>;
  /** makes this process forget the account's remembered secrets */
  readonly onUninstalled: (accountId: string) => void;
}

/** days between an uninstall and the deletion of the account's data */
const keptForDays = 30;

/** Unsigned calls can name any account: Kommo is asked once a minute about each, and about only a few in total. */
const askAgainAfterMs = minute;
const accountsAMinute = 10;

const querySchema = z.object({
  account_id: z.string().regex(/^\d{1,18}$/),
  client_uuid: z.string().optional(),
  client_id: z.string().optional(),
  signature: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional(),
});
type Query = z.infer<typeof querySchema>;

/**
 * Kommo's hook for a revoked access. One page says that the call is signed
 * (https://developers.kommo.com/docs/oauth-20), another names neither a signature nor `client_uuid`, but `client_id`
 * (https://developers.kommo.com/docs/get-started-public).
 */
export async function uninstallRoute(app: FastifyInstance, dependencies: UninstallDependencies): Promise<void> {
  const mayAsk = createThrottle(accountsAMinute, askAgainAfterMs);

  /** Anybody can call without a signature: Kommo's answer then counts as it does for any other request, and no more. */
  async function ask(kommoAccountId: bigint, log: FastifyBaseLogger): Promise<void> {
    const account = await dependencies.prisma.account.findUnique({ where: { kommoAccountId } });
    if (account?.state !== 'connected' || !mayAsk(account.id)) return;
    await isRefused(dependencies.forAccount(account.id, 'background'), log);
  }

  // Fastify's request log line would contain the signature.
  app.get('/oauth/uninstall', { logLevel: 'warn' }, async (request, reply) => {
    const query = querySchema.safeParse(request.query);
    if (!query.success || !isOurs(query.data, dependencies)) {
      throw new Problem(
        401,
        'Signature not valid',
        'The signature does not fit this integration. Compare KOMMO_CLIENT_ID and KOMMO_CLIENT_SECRET with the integration’s keys in Kommo.',
        { code: 'uninstall_signature_invalid' },
      );
    }
    const kommoAccountId = BigInt(query.data.account_id);
    if (query.data.signature === undefined) await ask(kommoAccountId, request.log);
    else await uninstall(dependencies, kommoAccountId, request.log);
    return reply.code(200).send();
  });
}

/** A signature, if present, has to be right. */
function isOurs(query: Query, { clientId, clientSecret }: UninstallDependencies): boolean {
  const named = query.client_uuid ?? query.client_id;
  if (clientId === undefined || clientSecret === undefined || named !== clientId) return false;
  if (query.signature === undefined) return true;
  const expected = createHmac('sha256', clientSecret).update(`${clientId}|${query.account_id}`).digest();
  return timingSafeEqual(Buffer.from(query.signature, 'hex'), expected);
}

/**
 * The signature has neither a time nor a nonce, so an old address stays valid for ever, even after a new installation:
 * Kommo's answer to the stored token decides. The secrets are deleted at once. The recorded data is kept for a while,
 * for a later installation: server/personal-data/delete-accounts.ts
 */
async function uninstall(
  { prisma, forAccount, onUninstalled }: UninstallDependencies,
  kommoAccountId: bigint,
  log: FastifyBaseLogger,
): Promise<void> {
  const account = await prisma.account.findUnique({ where: { kommoAccountId } });
  if (account === null || account.state === 'uninstalled') return;
  const accountId = account.id;
  const token = await prisma.kommoToken.findUnique({ where: { accountId } });
  if (token !== null && !(await isRefused(forAccount(accountId, 'interactive'), log))) {
    log.warn({ accountId }, 'Kommo’s uninstall hook came, but the account’s token is not refused; nothing was changed');
    return;
  }
  const uninstalled = await prisma.$transaction(async (transaction) => {
    // An installation locks the account's row before it stores its token.
    await lockAccount(transaction, accountId);
    if (token !== null) await transaction.kommoToken.deleteMany({ where: { accountId, version: token.version } });
    // The account has been connected again meanwhile.
    if ((await transaction.kommoToken.count({ where: { accountId } })) > 0) return false;
    await transaction.$executeRaw`
      UPDATE accounts SET state = 'uninstalled', state_reason = 'The widget was uninstalled in Kommo.', paused_until = NULL,
        webhook_secret = NULL, previous_webhook_secret = NULL, previous_webhook_secret_ends_at = NULL,
        next_webhook_secret = NULL, next_webhook_secret_ends_at = NULL, api_username = NULL, api_password = NULL,
        delete_after = clock_timestamp() + ${keptForDays} * interval '1 day'
      WHERE id = ${accountId}::uuid`;
    return true;
  });
  if (!uninstalled) return;
  onUninstalled(accountId);
  log.info({ accountId, keptForDays }, 'the widget was uninstalled');
}

async function isRefused(api: Pick<KommoApi, 'getAccount'>, log: FastifyBaseLogger): Promise<boolean> {
  try {
    await api.getAccount();
    return false;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    log.info({ reason: error.message }, 'Kommo’s answer to the token of the account to uninstall');
    return error instanceof KommoAccountUnavailable && error.reason === 'needs_reauthorization';
  }
}
