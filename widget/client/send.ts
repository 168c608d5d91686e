import type { HttpExchange, HttpRequest } from '../host/http-exchange.ts';
import type { KommoHost } from '../host/kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

type Request = Omit<HttpRequest, 'url' | 'headers'>;

export type Send = (request: Request, path: string, headers?: Readonly<Record<string, string>>) => HttpExchange;

/** Returns the function that sends requests to our server in the reader's language; `path` is below the API's. */
export function createSend(host: Pick<KommoHost, 'send' | 'locale'>): Send {
  return (request, path, headers) =>
    host.send({
      ...request,
      url: `${BACKEND_URL}/api/v1/${path}`,
      headers: { 'Accept-Language': host.locale(), ...headers },
    });
}
