import { randomUUID } from 'node:crypto';
import type { Account } from '../records/account.ts';
import type { KommoState } from '../state.ts';
import type { Integration } from './integration.ts';
import { signToken } from './json-web-token.ts';

/** `claims` replaces single claims; `undefined` leaves one out. `secret` signs with another key. */
export interface OneTimeTokenOptions {
  readonly userId?: number;
  /** default: scheme and host of the redirect URI, without port or path, as Kommo's own client expects it; none without one */
  readonly audience?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
}

/** The token that Kommo's page gives the widget for its backend: https://developers.kommo.com/docs/one-time-tokens */
export function createOneTimeToken(
  state: KommoState,
  account: Account,
  integration: Integration,
  options: OneTimeTokenOptions = {},
): string {
  const user = account.users.find((candidate) => candidate.id === (options.userId ?? account.users[0]?.id));
  if (!user) throw new Error(`account ${account.subdomain} has no user ${options.userId}`);
  const now = state.clock.seconds();
  return signToken(
    {
      iss: state.accountAddress(account),
      aud: options.audience ?? audienceOf(integration),
      jti: randomUUID(),
      iat: now,
      nbf: now,
      exp: now + 1800,
      account_id: account.id,
      user_id: user.id,
      subdomain: account.subdomain,
      client_uuid: integration.clientId,
      is_admin: user.isAdmin,
      ...options.claims,
    },
    options.secret ?? integration.clientSecret,
  );
}

function audienceOf({ redirectUri }: Integration): string | undefined {
  if (redirectUri === '') return undefined;
  const { protocol, hostname } = new URL(redirectUri);
  return `${protocol}//${hostname}`;
}
