import { once } from 'node:events';
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { signBody } from '../../server/fastspring/webhook/signature.ts';

/** The attacks of an account on the service, in their own thread: the measurement must not wait for the attack. */
export const attackNames = [
  'deliveries of 2,500,000 events',
  'deliveries of 1,000 events in 5 MB',
  'deliveries of one event of 5 MB',
  'payments of 300 customers',
  'simulations of 200 hostile patterns',
  'searches',
  '200 stalled bodies',
] as const;

const targetSchema = z.object({
  attack: z.enum(attackNames),
  /** the account's webhook address and its secret */
  address: z.string(),
  secret: z.string(),
  /** of the widget's API */
  api: z.string(),
  token: z.string(),
  /** ms */
  lasting: z.number(),
});
export type Target = z.infer<typeof targetSchema>;

/** @returns how often the attack got each answer */
export async function runAttack(target: Target): Promise<string> {
  const worker = new Worker(new URL(import.meta.url), { workerData: target });
  const [answers] = await once(worker, 'message');
  await worker.terminate();
  return String(answers);
}

const megabyte = 1024 * 1024;
const answers = new Map<string, number>();

async function attackWith({ attack, address, secret, api, token, lasting }: Target): Promise<void> {
  const end = performance.now() + lasting;
  const isOver = () => performance.now() > end;
  const deliver = (body: string) => send(address, { body, headers: { 'x-fs-signature': sign(secret, body) } });
  const ask = (path: string, json?: object) =>
    send(`${api}/${path}`, {
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  const attacks: Readonly<Record<Target['attack'], () => Promise<unknown>>> = {
    'deliveries of 2,500,000 events': () => repeat(4, () => deliver(tinyEvents)),
    'deliveries of 1,000 events in 5 MB': () => repeat(4, () => deliver(thousandEvents())),
    'deliveries of one event of 5 MB': () => repeat(4, () => deliver(largeEvent())),
    // Their cost comes after their answers: each customer is searched for in Kommo.
    'payments of 300 customers': async () => {
      await Promise.all(numbers(300).map((buyer) => deliver(payment(buyer))));
      await wait(end - performance.now());
    },
    'simulations of 200 hostile patterns': () => repeat(2, () => ask('settings/simulate', { rules: hostileRules })),
    searches: () => repeat(8, () => ask(`leads/1/customers?search=${'%25_'.repeat(30)}`)),
    '200 stalled bodies': () => stall(address, secret, end - performance.now()),
  };
  await attacks[attack]();

  async function repeat(loops: number, work: () => Promise<void>): Promise<void> {
    const loop = async () => {
      while (!isOver()) await work();
    };
    await Promise.all(numbers(loops).map(loop));
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const sign = (secret: string, body: string) => signBody(secret, Buffer.from(body));

const tinyEvents = `{"events":[${'0,'.repeat(2.5 * megabyte - 10)}0]}`;

function thousandEvents(): string {
  const event = () => ({
    id: `E-${Math.random()}`,
    type: 'order.completed',
    data: { id: 'x', text: 'y'.repeat(5_000) },
  });
  return JSON.stringify({ events: numbers(1_000).map(event) });
}

/** Each note may be the id of an erased person's account. */
function largeEvent(): string {
  const data = { id: 'x', notes: numbers(megabyte / 2).map((note) => note.toString(36)) };
  return JSON.stringify({ events: [{ id: `E-${Math.random()}`, type: 'order.completed', data }] });
}

/** No contact in Kommo has the address, so each is searched for everywhere. */
function payment(buyer: number): string {
  const id = `hostile-${buyer}`;
  const customer = { email: `${id}@${id}.example`, first: 'Buyer', last: String(buyer) };
  const data = { id, order: id, completed: true, currency: 'EUR', total: 119, tax: 19, live: true, customer };
  return JSON.stringify({ events: [{ id, type: 'order.completed', live: true, created: Date.now(), data }] });
}

const hostileRules = numbers(200).map((index) => ({ on: 'order.completed', sku: `${'*a'.repeat(30)}${index}` }));

/** The excess is cut off while it is being sent. */
async function send(url: string, init: Omit<RequestInit, 'method'>): Promise<void> {
  const method = init.body === undefined ? 'GET' : 'POST';
  const answer = await fetch(url, { ...init, method }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  count(String(answer?.status ?? 'cut off'));
}

function count(answer: string): void {
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
}

/** Half go to an address that exists, with a signature of the right form; each sends 4 MB of 5 and then nothing. */
async function stall(address: string, secret: string, lasting: number): Promise<void> {
  const { port, pathname } = new URL(address);
  const part = Buffer.alloc(4 * megabyte, 'x');
  const sockets = numbers(200).map((index) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined).on('close', () => count('cut off'));
    const path = index % 2 === 0 ? pathname : `${pathname}${index}`;
    const headers = `host: x\r\ncontent-length: ${5 * megabyte}\r\nx-fs-signature: ${sign(secret, 'another body')}`;
    socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
    socket.write(part);
    return socket;
  });
  await wait(lasting);
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
}

// In the attack's thread; everything above is defined by now.
const target = targetSchema.safeParse(workerData).data;
if (target !== undefined) {
  // An attacker has a separate machine. On Linux this concerns the thread alone.
  setPriority(constants.priority.PRIORITY_LOW);
  await attackWith(target);
  parentPort?.postMessage([...answers].map(([answer, count]) => `${count} × ${answer}`).join(', '));
}
