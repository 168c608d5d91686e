import type { SettingsView } from '../../server/api/settings-view.ts';
import type { KommoHost } from '../kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

export type Connection = SettingsView['fastspring'];

/** `problem` is the server's sentence for the reader; null when there was no answer of ours. */
export type ConnectionAnswer =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly problem: string | null };

/** Reads the account's connection to FastSpring, or saves its webhook secret first. */
export async function askConnection(host: Pick<KommoHost, 'send'>, webhookSecret?: string): Promise<ConnectionAnswer> {
  const { status, body } = await host.send({
    url: `${BACKEND_URL}/api/v1/settings`,
    headers: {},
    ...(webhookSecret === undefined ? { method: 'GET' } : { method: 'PUT', json: { fastspring: { webhookSecret } } }),
  }).answer;
  try {
    const answer = JSON.parse(body);
    if (status === 200) return { ok: true, connection: answer.fastspring };
    return { ok: false, problem: answer.detail ?? null };
  } catch {
    return { ok: false, problem: null };
  }
}
