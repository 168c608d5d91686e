import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** In a thread of its own, so that asking takes no time from answering: unchanged cards over kept-alive connections. */

const orderSchema = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  connections: z.number(),
  milliseconds: z.number(),
});

const { url, headers, connections, milliseconds } = orderSchema.parse(workerData);
const agent = new Agent({ keepAlive: true, maxSockets: connections });

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 304 ? resolve() : reject(new Error(`The answer was ${answer.statusCode}, not 304`)),
      );
    });
    outgoing.on('error', reject).end();
  });
}

const began = performance.now();
let answers = 0;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() - began < milliseconds) {
      await ask();
      answers += 1;
    }
  }),
);
agent.destroy();
parentPort?.postMessage(answers / ((performance.now() - began) / 1000));
