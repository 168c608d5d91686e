import { type buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { ProxyAddress } from '../config/egress-addresses.ts';

/** No connection came about through a proxy, so that the request certainly took no effect. */
export class ProxyFailed extends Error {
  override readonly name = 'ProxyFailed';
}

/**
 * Sends requests through a CONNECT proxy, for the `dispatcher` option of Node's `fetch`. Its errors are ProxyFailed as
 * long as nothing of a request was sent.
 *
 * Node's `fetch` is of the undici inside Node, and calls the package's dispatcher: the package keeps the major version of
 * the pinned Node's.
 * @param connectMs for the connection to the proxy, and again for its answer to CONNECT
 */
export function createProxyDispatcher({ origin, authorization }: ProxyAddress, connectMs: number): Dispatcher {
  return new ProxyAgent({
    uri: origin,
    ...(authorization !== undefined && { token: authorization }),
    proxyTunnel: true,
    proxyTls: { timeout: connectMs },
    // Otherwise a silent proxy is waited for until the exchange ends, and then it is unknown what was sent.
    clientFactory: (url, options) => new Pool(url, { ...options, headersTimeout: connectMs }),
    factory: (url, options: Pool.Options) => new Pool(url, { ...options, connect: namingFailures(options.connect) }),
  });
}

/**
 * Without another error's code in it: where a proxy ends the connection in place of an answer, undici connects again
 * without a pause, thousands of times a second, until the request is given up.
 */
function namingFailures(connect: Pool.Options['connect']): buildConnector.connector {
  if (typeof connect !== 'function') throw new TypeError('undici’s ProxyAgent gave no function to connect with');
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error === null) callback(null, socket);
      else callback(new ProxyFailed(reasonOf(error)), null);
    });
}

/** Never with the proxy's address or what was sent to it: a status or an error's code. */
function reasonOf(error: Error): string {
  const status = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
  if (status !== undefined) return `answered ${status}`;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
