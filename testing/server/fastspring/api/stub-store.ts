import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';

export interface StubRequest {
  readonly method: string;
  /** path and query as received */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** text is sent unchanged, anything else as JSON */
  readonly body?: unknown;
}

export interface StubStore {
  /** without a slash at the end */
  readonly url: string;
  /** in the order of arrival */
  readonly requests: readonly StubRequest[];
  /** sets the answers from now on */
  readonly answer: (next: (request: StubRequest) => StubAnswer) => void;
}

/** A server in FastSpring's place with scripted answers; closed after the running test. */
export async function startStubStore(first: (request: StubRequest) => StubAnswer): Promise<StubStore> {
  const requests: StubRequest[] = [];
  let answer = first;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    const { status = 200, headers: extra = {}, body = '' } = answer(request);
    outgoing.writeHead(status, { 'content-type': 'application/json', ...extra });
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (next) => {
      answer = next;
    },
  };
}

/** Answers by method and path, with the query or without; anything unscripted is missing, in FastSpring's words. */
export function byRoute(answers: Readonly<Record<string, StubAnswer>>): (request: StubRequest) => StubAnswer {
  return ({ method, url }) =>
    answers[`${method} ${url}`] ??
    answers[`${method} ${url.split('?')[0]}`] ?? { status: 400, body: { result: 'error', error: { id: 'Not found' } } };
}
