import { randomBytes, randomUUID } from 'node:crypto';

/** An integration as its developer registered it at Kommo. */
export interface Integration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** empty for an integration with a long-lived token: https://developers.kommo.com/docs/private-integration */
  readonly redirectUri: string;
  /** the address of the uninstall hook; null when none is set */
  readonly uninstallUrl: string | null;
  /** whether the uninstall hook is signed and names `client_uuid`; otherwise it sends `client_id` alone */
  readonly signsUninstall: boolean;
  readonly name: string;
  readonly scopes: readonly string[];
}

export interface IntegrationOptions {
  readonly redirectUri: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly uninstallUrl?: string;
  readonly signsUninstall?: boolean;
  readonly name?: string;
  readonly scopes?: readonly string[];
}

export function createIntegration(options: IntegrationOptions): Integration {
  return {
    clientId: options.clientId ?? randomUUID(),
    clientSecret: options.clientSecret ?? randomBytes(32).toString('base64url'),
    redirectUri: options.redirectUri,
    uninstallUrl: options.uninstallUrl ?? null,
    signsUninstall: options.signsUninstall ?? true,
    name: options.name ?? 'FastSpring payments',
    scopes: options.scopes ?? ['crm'],
  };
}
