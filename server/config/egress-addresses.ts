import { z } from 'zod';
import { decoded } from './credentials.ts';

/** One of the addresses from which Kommo sees this service. */
export interface EgressAddress {
  /**
   * Identifies it in the database, in logs and in metrics: `direct`, the proxy's origin, or the label after its `#`. No
   * credentials, so it stays the same when they change.
   */
  readonly name: string;
  /** undefined: requests leave this machine directly */
  readonly proxy: ProxyAddress | undefined;
}

/** A proxy that takes CONNECT. */
export interface ProxyAddress {
  /** scheme, host and port */
  readonly origin: string;
  /** the value of `Proxy-Authorization`; undefined: the proxy needs none */
  readonly authorization: string | undefined;
}

export const direct: EgressAddress = { name: 'direct', proxy: undefined };

const form =
  'must be a comma-separated list of proxies, http(s)://user:password@host:port, and direct, each with a name of its own (#name)';

/**
 * KOMMO_EGRESS, such as `direct, http://user:password@one.example:3128, https://gate.example:8443#berlin`. A label tells
 * apart addresses of one gate, where the user name chooses the address.
 */
export const egressAddresses = z.string().transform((text, context): readonly EgressAddress[] => {
  const addresses = text.split(',').map((entry) => readAddress(entry.trim()));
  const known = addresses.filter((address) => address !== null);
  const names = new Set(known.map(({ name }) => name));
  if (names.size === addresses.length) return known;
  // Without the value, which may hold a password.
  context.addIssue({ code: 'custom', message: form, input: undefined });
  return z.NEVER;
});

function readAddress(entry: string): EgressAddress | null {
  if (entry === direct.name) return direct;
  if (/\s/.test(entry) || !URL.canParse(entry)) return null;
  const { protocol, origin, pathname, search, hash, username, password } = new URL(entry);
  const label = decoded(hash.slice(1));
  const isProxy = /^https?:$/.test(protocol) && pathname === '/' && search === '';
  if (!isProxy || label === direct.name || !/^[\w.-]{0,40}$/.test(label)) return null;
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  const authorization = username === '' ? undefined : `Basic ${credentials}`;
  return { name: label === '' ? origin : label, proxy: { origin, authorization } };
}
