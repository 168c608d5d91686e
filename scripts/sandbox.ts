import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { localhostNames } from '../testing/sandbox/http/account-host.ts';
import { runSandboxCommand, usage } from './sandbox/commands.ts';
import { environmentOf, startSandboxWorld } from './sandbox/world.ts';

/**
 * A Kommo and a FastSpring for a service of your own, and commands for what people do in them. Ends with Ctrl-C.
 * The argument is the service's address. The ports stay the same, so that an `.env` fits the next time too.
 */
const serviceUrl = process.argv[2] ?? 'http://127.0.0.1:3000';
const widgetDirectory = await mkdtemp(join(tmpdir(), 'kommo-fastspring-sandbox-'));
const world = await startSandboxWorld({ serviceUrl, widgetDirectory, ports: { kommo: 3100, fastspring: 3101 } });
const { username, password } = world.fastspring.api;
console.log(`
Put this into the service's .env:

${environmentOf(world, serviceUrl)}

Start the service in another terminal, and connect it at ${serviceUrl}/oauth/install:

  NODE_OPTIONS="--import ${localhostNames}" npm start

FastSpring's API credentials: ${username}, ${password}
Commands here:
${usage}
Ctrl-C ends it.
`);

const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
process.once('SIGTERM', () => lines.close());
// Of the terminal, and of a process that is given its lines otherwise.
lines.once('SIGINT', () => lines.close());
process.once('SIGINT', () => lines.close());
lines.prompt();
for await (const line of lines) {
  if (line.trim() !== '') {
    console.log(await runSandboxCommand(world, line).catch((error: unknown) => `That failed: ${String(error)}`));
  }
  lines.prompt();
}
await world.close();
await rm(widgetDirectory, { recursive: true, force: true });
