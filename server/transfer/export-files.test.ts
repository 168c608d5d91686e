import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFile } from './export-files.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** More than a stream accepts before its writer has to wait. */
const longLine = `${'x'.repeat(200_000)}\n`;

test('lines are written at the speed of the disk', async () => {
  const folder = await temporaryFolder();
  const { write, close } = openFile(folder, 'rows.csv');
  await write('heading\n', false);
  for (let row = 0; row < 3; row += 1) await write(longLine);
  expect(await close()).toMatchObject({ name: 'rows.csv', rows: 3 });
  expect(await readFile(join(folder, 'rows.csv'), 'utf8')).toBe(`heading\n${longLine.repeat(3)}`);
});

// Linux lists a process's descriptors.
test.runIf(process.platform === 'linux')('an abandoned file releases its descriptor', async () => {
  const folder = await temporaryFolder();
  const { write, destroy } = openFile(folder, 'rows.csv');
  await write(longLine);
  const open = async () => (await readdir('/proc/self/fd')).length;
  const before = await open();
  destroy();
  await expect.poll(open).toBeLessThan(before);
});

test('an error is reported by every waiting write and by closing, and ends no process', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'rows.csv'), '');
  const { write, close } = openFile(folder, 'rows.csv');
  await write('heading\n', false);
  const refused = { code: 'EEXIST' };
  await expect(write(longLine)).rejects.toMatchObject(refused);
  await expect(write(longLine)).rejects.toMatchObject(refused);
  await expect(close()).rejects.toMatchObject(refused);
});
