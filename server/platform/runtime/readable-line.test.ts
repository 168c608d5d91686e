import { expect, test } from 'vitest';
import { openLog } from './open-log.ts';
import { readableLine } from './readable-line.ts';

const entry = (rest: object) =>
  `${JSON.stringify({ level: 30, time: Date.UTC(2026, 10, 30, 9, 5, 7, 42), pid: 7, hostname: 'x', ...rest })}\n`;

test('an entry is a line with time, level, message and details', () => {
  expect(
    readableLine(entry({ accountId: 'a1', events: 2, what: ['move', 'note'], reason: 'too late', msg: 'stored' })),
  ).toBe('09:05:07.042 INFO  stored accountId=a1 events=2 what=["move","note"] reason="too late"\n');
});

test('an error has its stack below', () => {
  const stack = 'Error: gone\n    at one (a.ts:1:1)';
  expect(readableLine(entry({ level: 50, err: { type: 'Error', message: 'gone', stack }, msg: 'failed' }))).toBe(
    '09:05:07.042 ERROR failed\n    Error: gone\n        at one (a.ts:1:1)\n',
  );
});

test('nothing that is logged can steer the terminal', () => {
  const line = readableLine(entry({ msg: 'a\u001b[2Jb', reason: '\u009b31m', err: { stack: 'x\ry' } }));
  expect(line).toBe('09:05:07.042 INFO  a�[2Jb reason=�31m\n    x�y\n');
});

test('what is not an entry stays as it is', () => {
  expect(readableLine('hello\n')).toBe('hello\n');
});

test.each([
  [true, /^\d\d:\d\d:\d\d\.\d{3} WARN {2}second n=2\n$/],
  [false, /^\{"level":40,.*"n":2,"msg":"second"\}\n$/],
])('with a terminal (%s) the log suits its reader, and the level counts', (isTTY, expected) => {
  const lines: string[] = [];
  const write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  const log = openLog('warn', { isTTY, write });
  log.info({ n: 1 }, 'first');
  log.warn({ n: 2 }, 'second');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(expected);
});
