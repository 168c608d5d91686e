import { signBody } from '../../server/fastspring/webhook/signature.ts';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { cpuTimeOf } from './cpu-time.ts';
import { printFigure } from './figure.ts';
import { type LoadResult, median, runLoad } from './load.ts';
import { type ReceiverProcess, startReceiver } from './receiver-process.ts';

/** Two floors and our figure: the upper limit of speed, the cost of a durable answer, and our own time. */
const receivers = ['bare', 'insert', 'ours'] as const;
type Receiver = (typeof receivers)[number];

interface Figures extends LoadResult {
  /** ms of CPU that the receiver's process uses for a request; NaN where the system does not tell */
  readonly cpuTime: number;
}

export const benchSecret = 'bench-webhook-secret';
export const benchKey = 'bench-webhook-key';
const requestsPerRun = 4_000;
/** an odd number, so that there is a middle */
const roundsOfEach = 5;
const connectionCounts = [1, 10, 50];

/**
 * Webhooks acknowledged per second and the time to the answer, at 1, 10 and 50 connections, on Postgres with its writes
 * forced to the disk. Each receiver has its own process; all of them take turns, five times, and each figure is a
 * median: other load on the machine affects them alike.
 */
export async function benchIngest(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  try {
    const processes = new Map<Receiver, ReceiverProcess>();
    for (const receiver of receivers)
      processes.set(receiver, await startReceiver('ingest-receiver.ts', postgres.url('postgres'), [receiver]));
    for (const connections of connectionCounts) {
      const rounds = new Map<Receiver, Figures[]>();
      for (let round = 0; round < roundsOfEach; round += 1) {
        for (const [receiver, process] of processes) {
          const result = await load(process, connections, `${receiver}-${connections}-${round}`);
          rounds.set(receiver, [...(rounds.get(receiver) ?? []), result]);
        }
      }
      printResults(connections, new Map([...rounds].map(([receiver, results]) => [receiver, medians(results)])));
    }
    for (const { stop } of processes.values()) await stop();
  } finally {
    await postgres.stop();
  }
}

function medians(results: readonly Figures[]): Figures {
  const middle = (figure: keyof Figures) => median(results.map((result) => result[figure]));
  return { perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99'), cpuTime: middle('cpuTime') };
}

async function load({ url, pid }: ReceiverProcess, connections: number, run: string): Promise<Figures> {
  const requests = Array.from({ length: requestsPerRun }, (_, number) => {
    const body = Buffer.from(delivery(`${run}-${number}`));
    return { body, headers: { 'content-type': 'application/json', 'x-fs-signature': signBody(benchSecret, body) } };
  });
  const before = await cpuTimeOf(pid);
  const result = await runLoad(url, connections, requests);
  const after = await cpuTimeOf(pid);
  return { ...result, cpuTime: before === null || after === null ? Number.NaN : (after - before) / requestsPerRun };
}

/** A delivery of one event of the size of an unexpanded order, about 3 kB. */
function delivery(id: string): string {
  return JSON.stringify({
    events: [
      {
        id,
        type: 'order.completed',
        live: true,
        created: 1_763_640_000_000,
        data: {
          id: `order-${id}`,
          order: `order-${id}`,
          currency: 'EUR',
          total: 119.0,
          tax: 19.0,
          customer: { email: 'bench@acme.example' },
          notes: Array.from(
            { length: 40 },
            (_, line) => `line ${line} of a note that makes the body as long as real ones are`,
          ),
        },
      },
    ],
  });
}

function printResults(connections: number, results: ReadonlyMap<Receiver, Figures>): void {
  for (const [receiver, { perSecond, p50, p99, cpuTime }] of results) {
    const name = `ingest, ${connections} connection${connections === 1 ? '' : 's'}, ${receiver}`;
    printFigure(`${name}: acknowledged`, perSecond.toFixed(0), '/s');
    printFigure(`${name}: p50`, p50.toFixed(2), 'ms');
    printFigure(`${name}: p99`, p99.toFixed(2), 'ms');
    if (!Number.isNaN(cpuTime)) printFigure(`${name}: a webhook`, cpuTime.toFixed(2), 'ms of CPU');
  }
  const [insert, ours] = [results.get('insert'), results.get('ours')];
  if (insert === undefined || ours === undefined) return;
  const floor = `ingest, ${connections}: ours / floor with INSERT`;
  printFigure(`${floor}, throughput (at least 0.8)`, (ours.perSecond / insert.perSecond).toFixed(2));
  printFigure(`${floor}, p99 (at most 1.5)`, (ours.p99 / insert.p99).toFixed(2));
}
