import { setTimeout as wait } from 'node:timers/promises';
import { type PostgresServer, startPostgresServer } from '../../testing/postgres/postgres-server.ts';
import { type Scene, setScene, webhookSecret } from '../faults/scene.ts';
import { createStory } from '../faults/story.ts';
import { openBookshop, type Reader } from './bookshop.ts';
import { printChecked, printFigure } from './figure.ts';
import { attackNames, runAttack } from './hostile-attacks.ts';

/** duration of each measurement, ms */
const lasting = 12_000;
/** ms between two webhooks of the other account, whether or not the earlier ones are answered */
const interval = 100;

/**
 * How long another account waits during an attack: for the answer to its webhooks, and for its notes in Kommo; and how
 * much memory the service takes. Each attack gets a fresh service and database.
 */
export async function benchHostile(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  try {
    const usual = await besideAttack(postgres, undefined);
    printTimes('beside nothing', usual);
    for (const attack of attackNames) {
      const times = await besideAttack(postgres, attack);
      printFigure(`${attack} were answered`, times.attacked);
      printTimes('  other', times);
      printFigure('  answers later by (at most 100)', later(times.answers, usual.answers), 'ms');
      printFigure('  notes later by (at most 1000)', later(times.notes, usual.notes), 'ms');
      printFigure('  longest standstill of the service', times.standstill.toFixed(0), 'ms');
      printChecked('  highest memory of the service in MB (at most 512)', Math.round(times.memory), (mb) => mb <= 512);
    }
  } finally {
    await postgres.stop();
  }
}

async function besideAttack(postgres: PostgresServer, attack: (typeof attackNames)[number] | undefined) {
  const scene = await setScene({
    postgres,
    stories: [createStory('quiet', 0), createStory('hostile', 0)],
    rateLimit: 50,
    // Bypasses the proxy of the scene, on which this process would stall for each statement of 5 MB.
    environments: (databaseUrl) => [{ DATABASE_URL: databaseUrl }],
  });
  try {
    await eraseSomebody(scene);
    await scene.services[0]?.start();
    const { addReader } = openBookshop(scene.kommo, quiet.subdomain);
    await measure(scene, addReader, wait(lasting / 4));
    const attacking = attack === undefined ? wait(lasting) : runAttack({ ...(await targetOf(scene)), attack, lasting });
    const times = await measure(scene, addReader, attacking);
    return { ...times, attacked: String(await attacking) };
  } finally {
    await scene.close();
  }
}

/** From then on the service searches for this person in everything that the hostile account receives. */
async function eraseSomebody({ database, accountId }: Scene): Promise<void> {
  const person = { kind: 'email', hash: 'of somebody', stub: 'erased-somebody' };
  await database.prisma.erasedPerson.create({ data: { accountId: accountId('hostile'), ...person } });
}

interface Times {
  /** ms each */
  readonly answers: readonly number[];
  readonly notes: readonly number[];
}

function printTimes(what: string, { answers, notes }: Times): void {
  printFigure(`${what}: slowest of ${answers.length} answers`, slowest(answers), 'ms');
  printFigure(`${what}: slowest of ${notes.length} notes`, slowest(notes), 'ms');
}

function slowest(times: readonly number[]): string {
  return times.length === 0 ? '-' : Math.max(...times).toFixed(0);
}

function later(times: readonly number[], usual: readonly number[]): string {
  return times.length === 0 ? '-' : (Math.max(...times) - Math.max(...usual)).toFixed(0);
}

async function targetOf(scene: Scene) {
  const { webhookKey } = await scene.database.prisma.account.findFirstOrThrow({ where: { subdomain: 'hostile' } });
  return {
    address: `${scene.services[0]?.url}/webhooks/fastspring/${webhookKey}`,
    secret: webhookSecret,
    api: `${scene.services[0]?.url}/api/v1`,
    token: scene.oneTimeToken('hostile'),
  };
}

async function measure(scene: Scene, addReader: () => Reader, attack: Promise<unknown>) {
  let isRunning = true;
  const isOver = () => !isRunning;
  const end = attack.finally(() => {
    isRunning = false;
  });
  const [answers, notes, service] = await Promise.all([
    timeAnswers(scene, isOver),
    timeNotes(scene, addReader, isOver),
    watchService(scene, isOver),
    end,
  ]);
  return { answers, notes, ...service };
}

/** Each is a separate event of a type without a rule and without money. */
async function timeAnswers(scene: Scene, isOver: () => boolean): Promise<readonly number[]> {
  const answers: Promise<number>[] = [];
  const began = performance.now();
  while (!isOver()) {
    answers.push(timeAnswer(scene, answers.length));
    await wait(Math.max(began + answers.length * interval - performance.now(), 0));
  }
  return Promise.all(answers);
}

async function timeAnswer(scene: Scene, number: number): Promise<number> {
  const began = performance.now();
  await scene.deliver(quiet, [{ id: `Q-${number}-${began}`, type: 'subscription.updated', data: {} }]);
  return performance.now() - began;
}

async function timeNotes(scene: Scene, addReader: () => Reader, isOver: () => boolean): Promise<readonly number[]> {
  const times: number[] = [];
  const notes = () => [...scene.kommo.account('quiet').notes.values()];
  while (!isOver()) {
    const { leadId, buy } = addReader();
    const began = performance.now();
    await scene.deliver(quiet, buy());
    while (!notes().some(({ entity_id }) => entity_id === leadId)) await wait(5);
    times.push(performance.now() - began);
    await wait(500);
  }
  return times;
}

const quiet = { subdomain: 'quiet', buyers: [], deliveries: [] };

/** The service's peak memory, MB, and the longest stall of its event loop, ms. */
async function watchService(scene: Scene, isOver: () => boolean): Promise<{ memory: number; standstill: number }> {
  let memory = 0;
  let standstill = 0;
  while (!isOver()) {
    const metrics = await (await fetch(`${scene.services[0]?.url}/metrics`)).text();
    const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
    memory = Math.max(memory, read('process_resident_memory_bytes') / 1024 / 1024);
    standstill = Math.max(standstill, read('nodejs_eventloop_lag_max_seconds') * 1_000);
    await wait(interval);
  }
  return { memory, standstill };
}
