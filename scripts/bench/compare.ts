import { setTimeout as wait } from 'node:timers/promises';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { type Contender, startFloor, startOurs, startStripe } from './contenders.ts';
import { printChecked, printFigure } from './figure.ts';
import { type LoadResult, median, runLoad } from './load.ts';

/** Kommo's own limit, and the time of its answers, ms */
const rateLimit = 7;
const kommoAnswersIn = 100;
/** an odd number, so that there is a middle */
const roundsOfEach = 5;
const loads = [
  { connections: 1, payments: 500 },
  { connections: 10, payments: 2_000 },
  { connections: 50, payments: 2_000 },
] as const;
const warmUp = { connections: 50, payments: 2_000 };

/** ms; a process that was suspended first catches up with its timers, which one that runs all the time never has to */
const catchUp = 1_000;

type Name = 'floor' | 'ours' | 'stripe-sync-engine';
type Load = (typeof loads)[number] | typeof warmUp;

interface Figures extends LoadResult {
  /** from the first request until everything is recorded */
  readonly recordedPerSecond: number;
}

/**
 * The whole service with its worker and a Kommo that needs 100 ms, beside a bare Fastify with one durable INSERT and
 * beside @supabase/stripe-sync-engine: one payment a webhook, 4 kB, on one Postgres with its writes forced to the disk.
 * They take turns, and each figure is a median: other load on the machine affects them alike.
 */
export async function benchCompare(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  const kommo = await startKommoSandbox({ limit: { requests: rateLimit } });
  kommo.faults.add({ kind: 'delay', ms: kommoAnswersIn, times: Infinity });
  const contenders = new Map<Name, Contender>();
  try {
    contenders.set('ours', await startOurs(postgres, kommo, rateLimit));
    contenders.set('floor', await startFloor(postgres, kommo));
    contenders.set('stripe-sync-engine', await startStripe(postgres));
    await compare(contenders);
  } finally {
    for (const { resume, stop } of contenders.values()) {
      resume();
      await stop();
    }
    await kommo.close();
    await postgres.stop();
  }
}

async function compare(contenders: ReadonlyMap<Name, Contender>): Promise<void> {
  const before = await countAll(contenders);
  for (const { suspend } of contenders.values()) suspend();
  for (const contender of contenders.values()) await takeTurn(contender, warmUp);
  for (const load of loads) {
    const rounds = new Map<Name, Figures[]>();
    for (let round = 0; round < roundsOfEach; round += 1) {
      for (const [name, contender] of contenders) {
        rounds.set(name, [...(rounds.get(name) ?? []), await takeTurn(contender, load)]);
      }
    }
    printResults(load.connections, new Map([...rounds].map(([name, figures]) => [name, medians(figures)])));
  }
  const sent = warmUp.payments + roundsOfEach * loads.reduce((sum, { payments }) => sum + payments, 0);
  for (const [name, count] of await countAll(contenders)) {
    const recorded = count - (before.get(name) ?? 0);
    printChecked(`side by side, ${name}: payments recorded of ${sent}`, recorded, (count) => count === sent);
  }
}

async function takeTurn(contender: Contender, { connections, payments }: Load): Promise<Figures> {
  const deliveries = contender.createDeliveries(payments);
  contender.resume();
  await wait(catchUp);
  await contender.untilRecorded();
  const begun = performance.now();
  const result = await runLoad(contender.url, connections, deliveries);
  await contender.untilRecorded();
  const seconds = (performance.now() - begun) / 1_000;
  contender.suspend();
  return { ...result, recordedPerSecond: payments / seconds };
}

function medians(results: readonly Figures[]): Figures {
  const middle = (figure: keyof Figures) => median(results.map((result) => result[figure]));
  return {
    ...{ perSecond: middle('perSecond'), recordedPerSecond: middle('recordedPerSecond') },
    ...{ p50: middle('p50'), p99: middle('p99') },
  };
}

async function countAll(contenders: ReadonlyMap<Name, Contender>): Promise<ReadonlyMap<Name, number>> {
  const counts = new Map<Name, number>();
  for (const [name, { countRecorded }] of contenders) counts.set(name, await countRecorded());
  return counts;
}

function printResults(connections: number, results: ReadonlyMap<Name, Figures>): void {
  const run = `side by side, ${connections} connection${connections === 1 ? '' : 's'}`;
  for (const [name, { perSecond, recordedPerSecond, p50, p99 }] of results) {
    printFigure(`${run}, ${name}: acknowledged`, perSecond.toFixed(0), '/s');
    printFigure(`${run}, ${name}: recorded`, recordedPerSecond.toFixed(0), '/s');
    printFigure(`${run}, ${name}: p50`, p50.toFixed(2), 'ms');
    printFigure(`${run}, ${name}: p99`, p99.toFixed(2), 'ms');
  }
  const [ours, floor, stripe] = [results.get('ours'), results.get('floor'), results.get('stripe-sync-engine')];
  if (ours === undefined || floor === undefined || stripe === undefined) return;
  const print = (name: string, one: number, other: number) => printFigure(`${run}: ${name}`, (one / other).toFixed(2));
  print('acknowledged, ours / floor (at least 0.7)', ours.perSecond, floor.perSecond);
  print('p99, ours / floor (at most 2)', ours.p99, floor.p99);
  print('recorded, ours / floor (at least 0.35)', ours.recordedPerSecond, floor.perSecond);
  print('acknowledged, ours / stripe (at least 1.0)', ours.perSecond, stripe.perSecond);
  print('recorded, ours / stripe (at least 0.6)', ours.recordedPerSecond, stripe.recordedPerSecond);
}
