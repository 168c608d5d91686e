import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { queryRows } from '../../platform/database/read-rows.ts';
import { accountOrigin, readDomain } from '../requests/origin.ts';

/** The user of the widget, as vouched for by Kommo. */
export interface WidgetCaller {
  /** ours */
  readonly accountId: string;
  /** Kommo's */
  readonly userId: number;
  /** null when the token does not say; callers.ts asks Kommo */
  readonly isAdministrator: boolean | null;
  /** of the account, e.g. `en` */
  readonly accountLanguage: string;
}

export type WidgetTokenRefusal = keyof typeof widgetTokenRefusals;

/** The explanation for the person behind a refused request. */
export const widgetTokenRefusals = {
  missing: 'The request has no X-Auth-Token header. Open the widget in Kommo: it sends one by itself.',
  not_configured:
    'This server does not know its Kommo integration. Ask the person who runs it to set KOMMO_CLIENT_ID and KOMMO_CLIENT_SECRET.',
  unreadable: 'The token is not one of Kommo’s one-time tokens. Reload the page in Kommo.',
  wrong_signature:
    'The token is not signed with the secret key that this server knows. Ask the person who runs it to compare KOMMO_CLIENT_SECRET with the integration’s secret key in Kommo.',
  wrong_audience:
    'The token is meant for another server. Ask the person who runs this one to give PUBLIC_URL and the integration’s redirect URI in Kommo the same host.',
  wrong_integration:
    'The token belongs to another integration. Ask the person who runs this server to compare KOMMO_CLIENT_ID with the integration’s ID in Kommo.',
  wrong_issuer: 'The token does not come from the Kommo account that it names. Reload the page in Kommo.',
  expired: 'The token has expired. Reload the page in Kommo.',
  not_yet_valid: 'The token is not valid yet. Ask the person who runs this server to correct its clock.',
  too_long_lived: 'The token is valid for longer than Kommo’s one-time tokens are. Reload the page in Kommo.',
  unknown_account: 'This Kommo account is not connected here. An administrator has to install the widget in Kommo.',
  uninstalled: 'The widget was uninstalled from this Kommo account. An administrator has to install it again in Kommo.',
  renamed:
    'The Kommo account has another address than the one known here; that corrects itself with the next payment or within a day. An administrator can install the widget again to correct it now.',
} as const;

/** Postgres holds no larger one. */
const largestId = 2n ** 63n - 1n;

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]),
  iat: z.number(),
  nbf: z.number().optional(),
  exp: z.number(),
  account_id: z.coerce.bigint().positive().max(largestId),
  user_id: z.coerce.number().int().nonnegative(),
  subdomain: z.string(),
  client_uuid: z.string(),
  is_admin: z.boolean().nullish().catch(null),
});
type Claims = z.infer<typeof claimsSchema>;

/** s; clocks differ a little */
const tolerance = 60;
/** s; Kommo's tokens live for 30 minutes */
const longestLife = 35 * 60;

/**
 * Checks Kommo's one-time token: https://developers.kommo.com/docs/one-time-tokens. The signature is checked first, so
 * that nothing is looked up for a forged token.
 */
export function createWidgetTokenVerifier(dependencies: {
  database: Pick<Database, 'query'>;
  clientId: string | undefined;
  clientSecret: string | undefined;
  originTemplate: string;
  publicUrl: string;
  /** With a long-lived token, Kommo wants no Redirect URL: https://developers.kommo.com/docs/private-integration */
  isSingleAccount: boolean;
}): (token: string | undefined) => Promise<WidgetCaller | WidgetTokenRefusal> {
  const { database, clientId, clientSecret, originTemplate, publicUrl, isSingleAccount } = dependencies;
  const audiences = audiencesOf(publicUrl);

  async function verify(token: string, key: KeyObject): Promise<WidgetCaller | WidgetTokenRefusal> {
    const claims = readClaims(token, key);
    if (typeof claims === 'string') return claims;
    const isForUs = claims.aud.some((audience) => audiences.includes(audience));
    if (!isForUs && !isSingleAccount) return 'wrong_audience';
    if (claims.client_uuid !== clientId) return 'wrong_integration';
    if (claims.exp - claims.iat > longestLife) return 'too_long_lived';
    const subdomain = readDomain(originTemplate, claims.subdomain);
    if (subdomain === null || claims.iss.replace(/\/$/, '') !== accountOrigin(originTemplate, subdomain)) {
      return 'wrong_issuer';
    }
    const account = await findAccount(database, claims.account_id, subdomain);
    if (account === undefined) return 'unknown_account';
    // Kommo derives the audience from the Redirect URL; its value without one is not documented.
    if (!isForUs && !account.single_account) return 'wrong_audience';
    if (account.state === 'uninstalled') return 'uninstalled';
    if (account.subdomain !== subdomain) return 'renamed';
    return {
      accountId: account.id,
      userId: claims.user_id,
      isAdministrator: claims.is_admin ?? null,
      accountLanguage: account.language,
    };
  }

  const key = clientSecret === undefined ? undefined : createSecretKey(clientSecret, 'utf8');
  return async (token) => {
    if (clientId === undefined || key === undefined) return 'not_configured';
    return token === undefined || token === '' ? 'missing' : verify(token, key);
  };
}

/** Kommo's own library builds the audience without the port; what Kommo does with one is not documented. */
function audiencesOf(publicUrl: string): string[] {
  const { protocol, hostname, origin } = new URL(publicUrl);
  return [origin, `${protocol}//${hostname}`];
}

function readClaims(token: string, key: KeyObject): Claims | WidgetTokenRefusal {
  if (!isHs256(token)) return 'unreadable';
  if (!isSigned(token, key)) return 'wrong_signature';
  const claims = claimsSchema.safeParse(payloadOf(token));
  if (!claims.success) return 'unreadable';
  const { iat, nbf = iat, exp } = claims.data;
  const now = Date.now() / 1000;
  if (exp + tolerance <= now) return 'expired';
  return Math.max(iat, nbf) > now + tolerance ? 'not_yet_valid' : claims.data;
}

/** The only algorithm that we take, and without an extension that would have to be understood. */
function isHs256(token: string): boolean {
  try {
    const { alg, crit } = decodeProtectedHeader(token);
    return alg === 'HS256' && crit === undefined;
  } catch {
    return false;
  }
}

function payloadOf(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** Not by jose, which has it done in another thread: that takes longer than all else about an unchanged card. */
function isSigned(token: string, key: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const due = Buffer.from(createHmac('sha256', key).update(token.slice(0, end)).digest('base64url'));
  // As text: decoding would take other spellings of the same signature.
  const given = Buffer.from(token.slice(end + 1));
  return given.length === due.length && timingSafeEqual(given, due);
}

const accountSchema = z.object({
  ...{ id: z.string(), subdomain: z.string(), state: z.string(), single_account: z.boolean(), language: z.string() },
});

/**
 * The account of the environment may not have been identified yet; then its address, which Kommo signed, identifies it.
 */
async function findAccount(database: Pick<Database, 'query'>, kommoAccountId: bigint, subdomain: string) {
  const [account] = await queryRows(database, accountSchema, accountOfToken, [String(kommoAccountId), subdomain]);
  return account;
}

const accountOfToken = `
  SELECT "id", "subdomain", "state", "single_account", "language" FROM "accounts" WHERE "kommo_account_id" = $1
    OR ("kommo_account_id" IS NULL AND "single_account" AND "subdomain" = $2)`;
