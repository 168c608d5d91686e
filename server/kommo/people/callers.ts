import type { KommoUser } from '../api/api.ts';
import type { RightsMemory } from '../memory/rights-memory.ts';
import { KommoError, KommoForbidden } from '../requests/errors.ts';
import type { WidgetCaller } from './widget-token.ts';

/** Who calls, as far as it decides about rights. */
type Caller = Pick<WidgetCaller, 'accountId' | 'userId' | 'isAdministrator'>;

/** ms; the list must be at least this fresh to decide about a user who was added a moment ago */
const newcomersAfter = 30_000;

/**
 * The caller in Kommo's list of users; null when the list does not have the user, or has it deactivated. Only while
 * there is no list does a token count that says that its user is an administrator: Kommo signed it a short time ago.
 * @throws KommoError when there is no list and the token does not say so
 */
export async function identifyCaller(
  caller: Caller,
  memory: Pick<RightsMemory, 'users'>,
): Promise<{ readonly isAdministrator: boolean } | null> {
  try {
    const user = await findUser(caller, memory);
    return user?.rights?.is_active === true ? { isAdministrator: user.rights.is_admin === true } : null;
  } catch (error) {
    if (error instanceof KommoError && caller.isAdministrator === true) return { isAdministrator: true };
    throw error;
  }
}

async function findUser(
  { accountId, userId }: Caller,
  memory: Pick<RightsMemory, 'users'>,
): Promise<KommoUser | undefined> {
  const users = await memory.users(accountId);
  if (users.length === 0) throw new KommoForbidden('The integration’s token may not list the account’s users');
  const isCaller = ({ id }: KommoUser) => id === userId;
  return users.find(isCaller) ?? (await memory.users(accountId, newcomersAfter)).find(isCaller);
}
