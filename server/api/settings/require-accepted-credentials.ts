import { type FastspringCredentials, openCredentials } from '../../fastspring/api/open-credentials.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { ApiServices } from '../prepare-api.ts';
import type { FastspringConnection } from './fastspring-connection.ts';

/**
 * Tries new API credentials at FastSpring before they replace saved ones, which may work. While FastSpring does not
 * answer, the administrator decides: try again, or save them untested.
 * @throws Problem 409 credentials_refused; 503 credentials_untested, unless they may be untested
 */
export async function requireAcceptedCredentials(
  { sealer, tryCredentials }: Pick<ApiServices, 'sealer' | 'tryCredentials'>,
  account: Account,
  change: FastspringConnection,
  mayBeUntested: boolean,
): Promise<void> {
  const credentials = newCredentials(openCredentials(sealer, account), change);
  if (credentials === null) return;
  const verdict = await tryCredentials(credentials);
  if (verdict === 'refused') {
    throw new Problem(
      409,
      'FastSpring does not accept these API credentials',
      'Nothing was saved, and the credentials before these stay. Compare them with FastSpring › Developer Tools › APIs.',
      { code: 'credentials_refused' },
    );
  }
  if (verdict === 'unreachable' && !mayBeUntested) {
    throw new Problem(
      503,
      'FastSpring does not answer',
      'The API credentials could not be tested, so nothing was saved. Try again in a minute, or save them untested with ?credentials=untested.',
      { code: 'credentials_untested' },
    );
  }
}

/** As they would be saved; null when nothing changes, or they are removed. */
function newCredentials(
  stored: FastspringCredentials | null,
  change: FastspringConnection,
): FastspringCredentials | null {
  const { apiUsername: username = stored?.username ?? null, apiPassword: password = stored?.password ?? '' } = change;
  if (username === null || (username === stored?.username && (password ?? '') === stored.password)) return null;
  return { username, password: password ?? '' };
}
