import type { FastifyBaseLogger } from 'fastify';
import { expect, test } from 'vitest';
import { openLog } from './open-log.ts';

/** What the log writes to a terminal, or to something else, at level "warn". */
async function written(isTTY: boolean, act: (log: FastifyBaseLogger) => void): Promise<string> {
  const lines: string[] = [];
  const write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  const { log } = await openLog('warn', { isTTY, write });
  act(log);
  return lines.join('');
}

const twoEntries = (log: FastifyBaseLogger) => {
  log.info({ n: 1 }, 'first');
  log.warn({ n: 2, reason: 'too late' }, 'second');
};

test('in a terminal an entry is one line to read, and the level counts', async () => {
  expect(await written(true, twoEntries)).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: second \{"n":2,"reason":"too late"\}\n$/,
  );
});

test('elsewhere an entry is JSON', async () => {
  expect(await written(false, twoEntries)).toMatch(/^\{"level":40,.*"n":2,"reason":"too late","msg":"second"\}\n$/);
});

test('an error has its stack below', async () => {
  const text = await written(true, (log) => log.error({ err: new Error('gone') }, 'failed'));
  expect(text).toMatch(/ERROR: failed/);
  expect(text).toMatch(/\n +Error: gone\n +at /);
});

test('nothing that is logged can steer the terminal', async () => {
  const text = await written(true, (log) => log.warn({ reason: '\u009b31m' }, 'a\u001b[2Jb\rc'));
  expect(text).toContain('WARN: a[2Jbc {"reason":"�31m"}');
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
});
