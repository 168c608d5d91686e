import type { KommoSandbox } from './index.ts';

/** An answer of the sandbox for a test; `body` is null when there is none. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there, and fails when it is not
  readonly body: any;
}

/** Calls `/api/v4{path}` of an account with a token, as the tests of the API do. */
export function createCaller(sandbox: KommoSandbox, subdomain = 'demo', token?: string) {
  const bearer = token ?? sandbox.longLivedToken(subdomain);
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    request(`${sandbox.addressOf(subdomain)}/api/v4${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

export async function request(address: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(address, { redirect: 'manual', ...init });
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: type?.includes('json') ? JSON.parse(text) : text || null };
}
