import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

export interface FastspringCredentials {
  readonly username: string;
  /** may be empty */
  readonly password: string;
}

/** An account's credentials for FastSpring; null when there are none, and when no key opens them. */
export function openCredentials(
  sealer: Sealer,
  stored: { readonly id: string; readonly apiUsername: string | null; readonly apiPassword: string | null },
): FastspringCredentials | null {
  const { id, apiUsername, apiPassword } = stored;
  const username = openOrNull(sealer, sealedColumns.apiUsername, id, apiUsername);
  const password = apiPassword === null ? '' : openOrNull(sealer, sealedColumns.apiPassword, id, apiPassword);
  return username === null || password === null ? null : { username, password };
}
