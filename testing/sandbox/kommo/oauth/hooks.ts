import { createHmac } from 'node:crypto';
import { type Account, installingUser } from '../records/account.ts';
import type { KommoState } from '../state.ts';
import type { Integration } from './integration.ts';

/** How long Kommo's server waits for an answer to the code it delivers. */
export const INSTALL_TIMEOUT_MS = 3000;

export interface HookResult {
  /** null when no answer came, or not in time */
  readonly status: number | null;
}

/**
 * Installs from the marketplace: Kommo's server delivers the code to the redirect URI itself, with `from_widget`,
 * without `state`, once: https://developers.kommo.com/docs/authorization-public
 */
export async function installFromMarketplace(
  state: KommoState,
  account: Account,
  integration: Integration,
  timeoutMs: number,
): Promise<HookResult> {
  const address = new URL(integration.redirectUri);
  address.searchParams.set('code', state.grants.createCode(account, installingUser(account).id, integration));
  address.searchParams.set('referer', `${account.subdomain}.kommo.com`);
  address.searchParams.set('platform', '1');
  address.searchParams.set('client_id', integration.clientId);
  address.searchParams.set('from_widget', '1');
  return callHook(address, timeoutMs);
}

/**
 * Revokes the integration's access and calls its uninstall URL, signed (https://developers.kommo.com/docs/oauth-20) or
 * as in https://developers.kommo.com/docs/get-started-public.
 */
export async function uninstall(
  state: KommoState,
  account: Account,
  integration: Integration,
  timeoutMs: number,
): Promise<HookResult> {
  state.grants.revokeAll(account, integration);
  if (integration.uninstallUrl === null) return { status: null };
  const address = new URL(integration.uninstallUrl);
  address.searchParams.set('account_id', String(account.id));
  address.searchParams.set(integration.signsUninstall ? 'client_uuid' : 'client_id', integration.clientId);
  if (integration.signsUninstall) {
    address.searchParams.set('signature', uninstallSignature(account.id, integration));
  }
  return callHook(address, timeoutMs);
}

export function uninstallSignature(accountId: number, integration: Integration): string {
  const message = `${integration.clientId}|${accountId}`;
  return createHmac('sha256', integration.clientSecret).update(message).digest('hex');
}

async function callHook(address: URL, timeoutMs: number): Promise<HookResult> {
  try {
    const response = await fetch(address, {
      headers: { 'user-agent': 'amoService-oAuth-Code-Sender/1.0' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch {
    return { status: null };
  }
}
