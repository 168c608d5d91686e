import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Database } from '../../server/platform/database/database.ts';
import { readStoredRows } from '../../server/recording/rebuild/rows.ts';
import { openDatabase } from '../../testing/postgres/open-database.ts';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import {
  addCustomer,
  addProduct,
  type FastSpringSandbox,
  purchase,
  type Store,
  startFastSpringSandbox,
} from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import type { ServiceProcess } from '../faults/service-process.ts';
import { printChecked, printFigure } from './figure.ts';
import { type BenchScene, setBenchScene } from './scene.ts';

/** A fifth of the orders starts a subscription; half of the customers have a lead in Kommo. */
const size = { orders: 10_000, subscriptions: 2_000, customers: 400 };
const kills = 20;
/** ms between a start and the kill */
const livesFor = { atLeast: 200, atMost: 3_000 };

/** An import of years of sales, undisturbed and with the process killed again and again, and then undone. */
export async function benchImport(): Promise<void> {
  const postgres = await startPostgresServer({ durable: false });
  const fastspring = await startFastSpringSandbox({ listElements: 'objects' });
  sell(fastspring.store);
  try {
    const name = `import of ${size.orders} orders, ${size.subscriptions} subscriptions`;
    const calm = await runImport(postgres, fastspring, 0);
    const stormy = await runImport(postgres, fastspring, kills);
    printFigure(`${name}: undisturbed`, Math.round(calm.seconds), 's');
    printFigure(`${name}: killed again and again`, Math.round(stormy.seconds), 's');
    printChecked(`${name}: kills`, stormy.kills, (count) => count === kills);
    printFigure(`${name}: requests to FastSpring`, calm.fastspringCalls);
    printFigure(`${name}: requests to Kommo`, calm.kommoCalls);
    printFigure(`${name}: peak memory of the process`, calm.peakMegabytes ?? 'unknown', 'MB');
    printChecked(`${name}: rows of the books`, Object.keys(calm.imported).length, (count) => count > size.orders);
    printChecked(`${name}: differences after the kills`, countDifferences(calm.imported, stormy.imported), isNone);
    printChecked(`${name}: differences after the undo`, countDifferences(stormy.before, stormy.undone), isNone);
  } finally {
    await fastspring.close();
    await postgres.stop();
  }
}

const isNone = (count: number): boolean => count === 0;

type LedgerRows = Readonly<Record<string, unknown>>;

interface Outcome {
  readonly seconds: number;
  readonly fastspringCalls: number;
  readonly kommoCalls: number;
  readonly peakMegabytes: number | null;
  readonly kills: number;
  readonly before: LedgerRows;
  readonly imported: LedgerRows;
  readonly undone: LedgerRows;
}

async function runImport(postgres: PostgresServer, fastspring: FastSpringSandbox, killsLeft: number): Promise<Outcome> {
  const kommo = await startKommoSandbox({ limit: { requests: Number.POSITIVE_INFINITY } });
  addDeals(kommo);
  const { databaseUrl, services, ask } = await setBenchScene({
    postgres,
    kommo,
    fastspring,
    rateLimit: 50,
    processes: 1,
  });
  const [service] = services;
  if (service === undefined) throw new Error('There is no process');
  const database = await openDatabase({ databaseUrl, dataDir: '' });
  fastspring.forgetRequests();
  try {
    await service.start();
    const before = await readLedgerRows(database);
    const startedAt = performance.now();
    const storm = createStorm(service, killsLeft);
    const id = await begin(ask);
    await until(storm, ask, id, 'planned');
    await ask('POST', `imports/${id}/apply`, { kommo: 'nothing' });
    await until(storm, ask, id, 'done');
    const seconds = (performance.now() - startedAt) / 1000;
    const imported = await readLedgerRows(database);
    const [fastspringCalls, kommoCalls] = [fastspring.callCount(), kommo.callCount()];
    await ask('POST', `imports/${id}/undo`, {});
    await until(storm, ask, id, 'undone');
    const undone = await readLedgerRows(database);
    const peakMegabytes = await storm.peak();
    return { seconds, fastspringCalls, kommoCalls, peakMegabytes, kills: storm.kills(), before, imported, undone };
  } finally {
    await service.stop();
    await database.close();
    await kommo.close();
  }
}

/** Kills the process at random moments, a number of times, and watches its memory. */
function createStorm(service: ServiceProcess, killsLeft: number) {
  let left = killsLeft;
  let peak: number | null = null;
  let killAt = performance.now() + randomInt(livesFor.atLeast, livesFor.atMost);
  const watch = async () => {
    const used = await peakMegabytes(service.pid());
    if (used !== null) peak = Math.max(peak ?? 0, used);
  };
  return {
    kills: () => killsLeft - left,
    peak: async () => {
      await watch();
      return peak;
    },
    blow: async () => {
      if (left === 0 || performance.now() < killAt) return;
      left -= 1;
      await watch();
      await service.kill();
      await service.start();
      killAt = performance.now() + randomInt(livesFor.atLeast, livesFor.atMost);
    },
  };
}

/**
 * The process's peak memory, where the system reports it: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
async function peakMegabytes(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

const importSchema = z.object({ id: z.string(), state: z.string(), problem: z.unknown() });
type Ask = BenchScene['ask'];

/** Waits until Kommo has identified the account. */
async function begin(ask: Ask): Promise<string> {
  const end = new Date().toISOString().slice(0, 10);
  for (;;) {
    try {
      return importSchema.parse(await ask('POST', 'imports', { begin: '2024-01-01', end })).id;
    } catch (error) {
      if (!String(error).includes(' 401 ')) throw error;
      await wait(100);
    }
  }
}

async function until(storm: ReturnType<typeof createStorm>, ask: Ask, id: string, state: string): Promise<void> {
  for (;;) {
    const { state: now, problem } = importSchema.parse(await ask('GET', `imports/${id}`));
    if (now === state) return;
    if (now === 'canceled' || problem !== null) throw new Error(`The import is ${now}: ${JSON.stringify(problem)}`);
    await storm.blow();
    await wait(50);
  }
}

/** The ledger and its leads, without the columns that depend on the storing. */
async function readLedgerRows({ prisma }: Database): Promise<LedgerRows> {
  const account = await prisma.account.findFirst();
  if (account === null) return {};
  return prisma.$transaction(
    async (transaction) => {
      const { facts: _, ...tables } = await readStoredRows(transaction, account.id);
      const links = await transaction.customerLead.findMany({ where: { accountId: account.id, removedAt: null } });
      const customers = await transaction.customer.findMany({ where: { accountId: account.id } });
      const identityOf = new Map(customers.map(({ id, identity }) => [id, identity]));
      const rows = Object.entries(tables).flatMap(([name, table]) =>
        [...table].map(([key, row]) => [`${name} ${key}`, withoutStoring(row)] as const),
      );
      const linkRows = links.map(
        ({ customerId, leadId }) => [`link ${identityOf.get(customerId)} ${leadId}`, true] as const,
      );
      return Object.fromEntries([...rows, ...linkRows]);
    },
    { timeout: 60_000 },
  );
}

/** The columns of a row that depend on the storing. */
const ofStoring = ['id', 'accountId', 'createdAt', 'matchedAt', 'nextMatchAt'];

function withoutStoring(row: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !ofStoring.includes(name))));
}

function countDifferences(one: LedgerRows, other: LedgerRows): number {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => !isDeepStrictEqual(one[key], other[key]),
  ).length;
}

const dayMs = 86_400_000;

function sell(store: Store): void {
  const prices = { EUR: '100.00', USD: '109.00' };
  const plan = addProduct(store, {
    path: 'plan',
    name: 'Plan',
    sku: 'PLAN',
    prices,
    interval: { unit: 'year', length: 1 },
  });
  const book = addProduct(store, { path: 'book', name: 'Book', sku: null, prices, interval: null });
  const customers = Array.from({ length: size.customers }, (_, index) =>
    addCustomer(store, { first: 'Buyer', last: String(index), email: emailOf(index) }),
  );
  const every = size.orders / size.subscriptions;
  for (let index = 0; index < size.orders; index += 1) {
    const customer = customers[index % customers.length];
    if (customer === undefined) continue;
    const at = store.clock.now() - dayMs * (40 + ((index * 7) % 330));
    purchase(store, { customer, lines: [{ product: index % every === 0 ? plan : book, quantity: 1 }], at });
  }
}

function addDeals(kommo: KommoSandbox): void {
  for (let index = 0; index < size.customers / 2; index += 1) {
    const contact = kommo.addContact({ name: `Buyer ${index}`, emails: [emailOf(index)] });
    kommo.addLead({ name: `Deal ${index}`, contactIds: [contact.id] });
  }
}

const emailOf = (index: number): string => `buyer${index}@firm${index}.example`;
