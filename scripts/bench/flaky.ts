import { setTimeout as wait } from 'node:timers/promises';
import { startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { openBookshop, type Reader } from './bookshop.ts';
import { printChecked, printFigure } from './figure.ts';
import { setBenchScene, webhookSecret } from './scene.ts';

const rateLimit = 7;
const strangers = 160;
/** every so many requests one fails */
const failing = 9;

/**
 * Payments of unknown buyers, each with a search in Kommo: how long until each deal has its note, with a Kommo that works
 * and with one that fails every ninth request before or after it has taken effect. None may be lost or doubled.
 */
export async function benchFlaky(): Promise<void> {
  const undisturbed = await secondsUntilNoted(false);
  const disturbed = await secondsUntilNoted(true);
  const name = `${strangers} payments of ${strangers} strangers`;
  printFigure(`${name}, undisturbed`, undisturbed.toFixed(1), 's');
  printFigure(`${name}, every ninth request fails`, disturbed.toFixed(1), 's');
  printFigure(`${name}, flaky / undisturbed (at most 2)`, (disturbed / undisturbed).toFixed(2));
}

async function secondsUntilNoted(isFlaky: boolean): Promise<number> {
  const postgres = await startPostgresServer({ durable: false });
  const kommo = await startKommoSandbox({ limit: { requests: rateLimit } });
  const scene = await setBenchScene({ postgres, kommo, rateLimit, processes: 1 });
  const [service] = scene.services;
  try {
    await service?.start();
    const { addReader } = openBookshop(kommo);
    const readers = Array.from({ length: strangers }, addReader);
    const stop = isFlaky ? failSome(kommo) : () => 0;
    const begun = performance.now();
    const url = `${service?.url}/webhooks/fastspring`;
    await sendWebhook({ url, secret: webhookSecret, events: readers.flatMap((reader) => reader.buy()) });
    while (notesOf(kommo, readers).some((notes) => notes === 0)) await wait(50);
    const seconds = (performance.now() - begun) / 1_000;
    printFigure(`${strangers} strangers: requests that failed`, stop());
    const doubled = notesOf(kommo, readers).filter((notes) => notes > 1).length;
    printChecked(`deals with more than one note${isFlaky ? ', flaky' : ''} (none)`, doubled, (count) => count === 0);
    return seconds;
  } finally {
    await service?.stop();
    await kommo.close();
    await postgres.stop();
  }
}

const notesOf = (kommo: KommoSandbox, readers: readonly Reader[]) =>
  readers.map(({ leadId }) => kommo.notesOf(leadId).length);

/** 502, cut off before and cut off after taking effect, in turn. @returns what ends it and says how many failed */
function failSome(kommo: KommoSandbox): () => number {
  const kinds = [
    { kind: 'status', status: 502 } as const,
    { kind: 'reset_before' } as const,
    { kind: 'reset_after' } as const,
  ];
  let turn = 0;
  let next = kommo.callCount() + failing;
  const timer = setInterval(() => {
    if (kommo.callCount() < next) return;
    next = kommo.callCount() + failing;
    const kind = kinds[turn++ % kinds.length];
    if (kind !== undefined) kommo.faults.add(kind);
  }, 5);
  return () => {
    clearInterval(timer);
    return turn;
  };
}
