import { Agent, request } from 'node:http';

export interface LoadResult {
  readonly perSecond: number;
  /** ms from sending to the end of the answer */
  readonly p50: number;
  readonly p99: number;
}

export interface LoadRequest {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Posts every request once over this many kept-alive connections; each sends its next request after an answer.
 * @throws Error when an answer is not 200
 */
export async function runLoad(url: string, connections: number, requests: readonly LoadRequest[]): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const milliseconds: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let turn = requests[next++]; turn !== undefined; turn = requests[next++]) {
        const sent = performance.now();
        await post(agent, url, turn);
        milliseconds.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  milliseconds.sort((one, other) => one - other);
  return { perSecond: requests.length / seconds, p50: quantile(milliseconds, 0.5), p99: quantile(milliseconds, 0.99) };
}

function post(agent: Agent, url: string, { body, headers }: LoadRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: 'POST', headers: { ...headers, 'content-length': body.length } });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      answer.resume();
      answer.on('error', reject);
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`The answer was ${answer.statusCode}, not 200`)),
      );
    });
    outgoing.end(body);
  });
}

export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}
