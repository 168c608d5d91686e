import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const embedded = pathToFileURL(
  join(import.meta.dirname, '../../server/platform/embedded-postgres/embedded-postgres.ts'),
).href;

/** Runs a script in a process that has the embedded database of `dataDir` open as `database`, and kills it with -9. */
export async function killWhileOpen(dataDir: string, sql: string): Promise<void> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(embedded)});
    const pg = await import(${JSON.stringify(import.meta.resolve('pg'))});
    const { url } = await startEmbedded(${JSON.stringify(dataDir)});
    const client = new pg.default.Client(url);
    await client.connect();
    await client.query(${JSON.stringify(sql)});
    process.stdout.write('open');
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [said] = z.tuple([z.instanceof(Buffer)]).parse(await Promise.race([once(child.stdout, 'data'), exited]));
  if (String(said) !== 'open') throw new Error(`The process said ${String(said)}`);
  child.kill('SIGKILL');
  await exited;
}
