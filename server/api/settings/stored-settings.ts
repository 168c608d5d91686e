import type { Account } from '../../platform/database/generated/client.ts';
import { type Rule, readSettings, type Settings } from '../../rules/settings/settings.ts';

/** @param rulesFromEnvironment of the account that the environment configures, until its rules are saved */
export function storedSettings(
  account: Pick<Account, 'settings' | 'singleAccount'>,
  rulesFromEnvironment: readonly Rule[],
): Settings {
  return readSettings(account.settings, account.singleAccount ? rulesFromEnvironment : []);
}
