import { setTimeout as wait } from 'node:timers/promises';
import { startPostgresServer } from '../../server/database/testing/postgres-server.ts';
import { type Scene, setScene, webhookSecret } from '../faults/scene.ts';
import { tellStory } from '../faults/story.ts';
import { openBookshop, type Reader } from './bookshop.ts';
import { printFigure } from './figure.ts';
import { attackNames, runAttack } from './hostile-attacks.ts';

/** of each attack, ms */
const lasting = 12_000;

let highestMemory = 0;

/**
 * How long another account waits while one attacks: for the answer to its webhooks, of which it gets ten a second, and for
 * its notes in Kommo; and how much memory the service takes.
 */
export async function benchHostile(): Promise<void> {
  const postgres = await startPostgresServer({ durable: true });
  const scene = await setScene({ postgres, stories: [tellStory('quiet', 0), tellStory('hostile', 0)], rateLimit: 50 });
  try {
    await scene.services[0]?.start();
    const { addReader } = openBookshop(scene.kommo, quiet.subdomain);
    await measure(scene, addReader, wait(lasting));
    const usual = await measure(scene, addReader, wait(lasting));
    printFigure(`beside nothing: slowest of ${usual.answers} answers`, usual.slowest.toFixed(0), 'ms');
    printFigure(`beside nothing: slowest of ${usual.notes} notes`, usual.slowestNote.toFixed(0), 'ms');
    for (const attack of attackNames) {
      const attacking = runAttack({ ...(await targetOf(scene)), attack, lasting });
      const { answers, slowest, notes, slowestNote, memory } = await measure(scene, addReader, attacking);
      printFigure(`${attack} were answered`, await attacking);
      printFigure(`  slowest of ${answers} other answers`, slowest.toFixed(0), 'ms');
      printFigure('  later than beside nothing by (at most 100)', (slowest - usual.slowest).toFixed(0), 'ms');
      printFigure(`  slowest of ${notes} other notes`, slowestNote.toFixed(0), 'ms');
      printFigure('  later than beside nothing by (at most 1000)', (slowestNote - usual.slowestNote).toFixed(0), 'ms');
      printFigure('  memory of the service, highest so far (at most 512)', memory.toFixed(0), 'MB');
    }
  } finally {
    await scene.close();
    await postgres.stop();
  }
}

async function targetOf(scene: Scene) {
  const { webhookKey } = await scene.database.prisma.account.findFirstOrThrow({ where: { subdomain: 'hostile' } });
  const audience = new URL(scene.kommo.integration().redirectUri).origin;
  const claims = { iss: scene.wire.originTemplate.replace('{subdomain}', 'hostile') };
  return {
    address: `${scene.services[0]?.url}/webhooks/fastspring/${webhookKey}`,
    secret: webhookSecret,
    api: `${scene.services[0]?.url}/api/v1`,
    token: scene.kommo.oneTimeToken({ subdomain: 'hostile', audience, claims }),
  };
}

async function measure(scene: Scene, addReader: () => Reader, attack: Promise<unknown>) {
  let isRunning = true;
  const isOver = () => !isRunning;
  const end = attack.finally(() => {
    isRunning = false;
  });
  const [answers, notes] = await Promise.all([timeAnswers(scene, isOver), timeNotes(scene, addReader, isOver), end]);
  return {
    answers: answers.length,
    slowest: Math.max(...answers),
    notes: notes.length,
    slowestNote: Math.max(...notes),
    memory: await readMemory(scene),
  };
}

/** What nobody has read yet says nothing: each is an event of its own that no rule asks for. */
async function timeAnswers(scene: Scene, isOver: () => boolean): Promise<readonly number[]> {
  const times: number[] = [];
  while (!isOver()) {
    const began = performance.now();
    await scene.deliver(quiet, [{ id: `Q-${times.length}-${began}`, type: 'subscription.updated', data: {} }]);
    times.push(performance.now() - began);
    await Promise.all([wait(100), readMemory(scene)]);
  }
  return times;
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

/** @returns the most that the service has held so far, MB */
async function readMemory(scene: Scene): Promise<number> {
  const metrics = await (await fetch(`${scene.services[0]?.url}/metrics`)).text();
  const bytes = Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
  highestMemory = Math.max(highestMemory, bytes / 1024 / 1024);
  return highestMemory;
}
