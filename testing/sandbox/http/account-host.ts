import './localhost-names.js';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The module that lets a Node process reach accounts' hosts. */
export const localhostNames = pathToFileURL(join(import.meta.dirname, 'localhost-names.js')).href;

/** Arguments for such a process. */
export const nodeKnowingHosts = ['--import', localhostNames];

/** The host of an account: each has its own, like Kommo's accounts. */
export function accountAddress(port: string, subdomain: string): string {
  return `http://${subdomain}.localhost:${port}`;
}

/** The same for KOMMO_ORIGIN_TEMPLATE. */
export function accountTemplate(port: string): string {
  return accountAddress(port, '{subdomain}');
}

/** `demo` of `demo.localhost:4001`; null for a host without an account. */
export function labelOf(host: string | undefined): string | null {
  return /^([a-z0-9-]+)\.localhost(?::\d+)?$/.exec(host ?? '')?.[1] ?? null;
}

/** An address with the account's label in its path, as in the sandbox's routes and its record of requests. */
export function pathWithAccount(host: string | undefined, path: string): string {
  return `/${labelOf(host) ?? 'www'}${path}`;
}
