import type { KommoMemory } from './memory.ts';
import type { WidgetCaller } from './widget-token.ts';

/**
 * Whether a person administers the Kommo account: by the token where it says so, by Kommo's list of users otherwise.
 * Throws the errors of errors.ts when Kommo has to be asked and cannot be.
 */
export async function isAdministrator(
  caller: Pick<WidgetCaller, 'accountId' | 'userId' | 'isAdministrator'>,
  memory: Pick<KommoMemory, 'users'>,
): Promise<boolean> {
  if (caller.isAdministrator !== null) return caller.isAdministrator;
  const users = await memory.users(caller.accountId);
  const rights = users.find(({ id }) => id === caller.userId)?.rights;
  return rights?.is_admin === true && rights.is_active !== false;
}
