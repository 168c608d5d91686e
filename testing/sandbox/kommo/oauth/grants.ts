import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Account } from '../records/account.ts';
import type { Integration } from './integration.ts';
import { signToken } from './json-web-token.ts';

/** The lifetimes of issued tokens and codes, in ms. Settable, for tests of expiry. */
export interface Lifetimes {
  authorizationCode: number;
  accessToken: number;
  refreshToken: number;
}

const LIFETIMES: Readonly<Lifetimes> = {
  authorizationCode: 20 * 60_000,
  accessToken: 24 * 3_600_000,
  refreshToken: 90 * 24 * 3_600_000,
};

/** An access token and the refresh token that came with it. */
export interface Grant {
  readonly accessToken: string;
  /** null for a long-lived token */
  readonly refreshToken: string | null;
  readonly account: Account;
  readonly userId: number;
  readonly integration: Integration;
  readonly accessExpiresAt: number;
  readonly refreshExpiresAt: number;
  /** the grant whose refresh token this one was exchanged for */
  readonly parent: Grant | null;
  isUsed: boolean;
  isRefreshRevoked: boolean;
  isRevoked: boolean;
}

interface AuthorizationCode {
  readonly code: string;
  readonly account: Account;
  readonly userId: number;
  readonly integration: Integration;
  readonly expiresAt: number;
  isUsed: boolean;
}

/** The token endpoint's reason for a refusal, in Kommo's words. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  readonly status: 400 | 401;
  constructor(status: 400 | 401, hint: string) {
    super(hint);
    this.status = status;
  }
}

export interface Grants {
  readonly lifetimes: Lifetimes;
  readonly createCode: (account: Account, userId: number, integration: Integration) => string;
  readonly exchangeCode: (code: string, account: Account, integration: Integration) => Grant;
  readonly refresh: (refreshToken: string, account: Account, integration: Integration) => Grant;
  readonly issue: (account: Account, userId: number, integration: Integration) => Grant;
  /** a long-lived token, without a refresh token; `lifetime` in ms */
  readonly issueLongLived: (account: Account, userId: number, integration: Integration, lifetime: number) => Grant;
  /** the grant of a valid access token, which counts as its first use */
  readonly use: (accessToken: string) => Grant | null;
  readonly findByRefreshToken: (refreshToken: string) => Grant | null;
  readonly revokeAll: (account: Account, integration?: Integration) => void;
}

/**
 * Issues and checks tokens. A refresh token stays usable until the pair it was exchanged for is first used, and is
 * refused afterwards: https://developers.kommo.com/docs/oauth-20
 */
export function createGrants(clock: Clock): Grants {
  const byAccessToken = new Map<string, Grant>();
  const byRefreshToken = new Map<string, Grant>();
  const lifetimes: Lifetimes = { ...LIFETIMES };
  const codes = createCodes(clock, lifetimes);

  const issue = (
    account: Account,
    userId: number,
    integration: Integration,
    parent: Grant | null = null,
    longLivedFor: number | null = null,
  ): Grant => {
    const grant = newGrant({ account, userId, integration, parent }, clock.now(), lifetimes, longLivedFor);
    byAccessToken.set(grant.accessToken, grant);
    if (grant.refreshToken !== null) byRefreshToken.set(grant.refreshToken, grant);
    return grant;
  };

  return {
    lifetimes,
    createCode: codes.create,
    exchangeCode: (code, account, integration) => issue(account, codes.use(code, account, integration), integration),
    refresh: (refreshToken, account, integration) => {
      const known = byRefreshToken.get(refreshToken);
      if (!known || known.account !== account || known.integration.clientId !== integration.clientId) {
        throw new GrantRefused(400, 'Invalid refresh token');
      }
      if (known.isRevoked || known.isRefreshRevoked || known.refreshExpiresAt <= clock.now()) {
        throw new GrantRefused(401, 'Token has been revoked');
      }
      markUsed(known);
      return issue(account, known.userId, integration, known);
    },
    issue: (account, userId, integration) => issue(account, userId, integration),
    issueLongLived: (account, userId, integration, lifetime) => issue(account, userId, integration, null, lifetime),
    use: (token) => {
      const grant = byAccessToken.get(token);
      if (!grant || grant.isRevoked || grant.accessExpiresAt <= clock.now()) return null;
      markUsed(grant);
      return grant;
    },
    findByRefreshToken: (refreshToken) => {
      const grant = byRefreshToken.get(refreshToken);
      return grant && !grant.isRevoked && !grant.isRefreshRevoked ? grant : null;
    },
    revokeAll: (account, integration) => {
      for (const grant of byAccessToken.values()) {
        const isMeant = integration === undefined || grant.integration.clientId === integration.clientId;
        if (grant.account === account && isMeant) grant.isRevoked = true;
      }
    },
  };
}

function createCodes(clock: Clock, lifetimes: Lifetimes) {
  const codes = new Map<string, AuthorizationCode>();
  return {
    create(account: Account, userId: number, integration: Integration): string {
      const code = `def502${randomBytes(32).toString('hex')}`;
      const expiresAt = clock.now() + lifetimes.authorizationCode;
      codes.set(code, { code, account, userId, integration, expiresAt, isUsed: false });
      return code;
    },
    /** The user who allowed the access. */
    use(code: string, account: Account, integration: Integration): number {
      const known = codes.get(code);
      if (!known || known.account !== account || known.integration.clientId !== integration.clientId) {
        throw new GrantRefused(400, 'Cannot decrypt the authorization code');
      }
      if (known.isUsed) throw new GrantRefused(400, 'Authorization code has been revoked');
      if (known.expiresAt <= clock.now()) throw new GrantRefused(400, 'Authorization code has expired');
      known.isUsed = true;
      return known.userId;
    },
  };
}

function newGrant(
  owner: Pick<Grant, 'account' | 'userId' | 'integration' | 'parent'>,
  now: number,
  lifetimes: Lifetimes,
  longLivedFor: number | null,
): Grant {
  const accessExpiresAt = now + (longLivedFor ?? lifetimes.accessToken);
  return {
    ...owner,
    accessToken: accessToken(owner.account, owner.userId, owner.integration, now, accessExpiresAt),
    refreshToken: longLivedFor === null ? `def502${randomBytes(48).toString('hex')}` : null,
    accessExpiresAt,
    refreshExpiresAt: now + lifetimes.refreshToken,
    isUsed: false,
    isRefreshRevoked: false,
    isRevoked: false,
  };
}

function markUsed(grant: Grant): void {
  grant.isUsed = true;
  if (grant.parent) grant.parent.isRefreshRevoked = true;
}

/**
 * Kommo's access token is a JWT with claims that are only hints; the sandbox looks tokens up instead of reading them.
 */
function accessToken(
  account: Account,
  userId: number,
  integration: Integration,
  issuedAt: number,
  expiresAt: number,
): string {
  return signToken(
    {
      aud: integration.clientId,
      jti: randomUUID(),
      iat: Math.floor(issuedAt / 1000),
      nbf: Math.floor(issuedAt / 1000),
      exp: Math.floor(expiresAt / 1000),
      sub: String(userId),
      grant_type: '',
      account_id: account.id,
      base_domain: 'kommo.com',
      api_domain: 'api-c.kommo.com',
      version: 2,
      scopes: integration.scopes,
    },
    'sandbox access tokens',
  );
}
