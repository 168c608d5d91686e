import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

test('a Node that is too old ends the start with one line', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })`;
  const message = await startUnbuilt('--import', `data:text/javascript,${encodeURIComponent(old)}`);
  expect(message).toMatch(/^Node 20\.19\.0 is too old: [^\n]*\n$/);
});

test('an install that was never built ends the start with one line', async () => {
  expect(await startUnbuilt()).toMatch(/^The service is not built yet: run `npm ci`\.[^\n]*\n$/);
});

/** Starts it in a folder that has nothing else, and has to fail; returns its output. */
async function startUnbuilt(...flags: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unbuilt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await copyFile(join(import.meta.dirname, 'start.js'), join(folder, 'start.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const child = spawn(process.execPath, [...flags, join(folder, 'start.js')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [message] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(child.exitCode).toBe(1);
  return message;
}
