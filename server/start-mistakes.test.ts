import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from './config/config.ts';
import { MigrationFailed } from './platform/database/migrate.ts';
import { DatabaseNotOpened, explainMistake } from './start-mistakes.ts';

const embedded = readConfig({ DATA_DIR: './data' });
const key = Buffer.alloc(32, 3).toString('base64');
const onPostgres = readConfig({ DATABASE_URL: 'postgres://db/payments', ENCRYPTION_KEY: key });
const failing = (code: string, more: object = {}) => Object.assign(new Error(`${code}: failed`), { code, ...more });

test('a damaged embedded database is one line that names the folder', () => {
  const damaged = new DatabaseNotOpened(new Error('invalid checkpoint record\n    at startup'));
  expect(explainMistake(damaged, embedded)).toBe(
    'DATA_DIR ./data holds a database that cannot be opened (invalid checkpoint record). Restore it from a backup, or set another DATA_DIR.',
  );
});

test('a folder without the right to write is no damaged database', () => {
  const refused = new DatabaseNotOpened(failing('EACCES', { syscall: 'mkdir', path: resolve('./data/postgres') }));
  expect(explainMistake(refused, embedded)).toMatch(/^DATA_DIR \.\/data cannot be used \(EACCES\)/);
});

test('a name with several addresses says why the first was not reached', () => {
  const all = new DatabaseNotOpened(new AggregateError([failing('ECONNREFUSED')], ''));
  expect(explainMistake(all, onPostgres)).toBe('DATABASE_URL cannot be used: ECONNREFUSED: failed');
});

test('a migration that failed says with what', () => {
  const cause = new Error('no space');
  const failed = new MigrationFailed('Migration 1 failed; the database is as before it.', { cause });
  expect(explainMistake(new DatabaseNotOpened(failed), onPostgres)).toBe(
    'DATABASE_URL: Migration 1 failed; the database is as before it. (no space)',
  );
});

test('the port and the host are told apart', () => {
  expect(explainMistake(failing('EADDRINUSE', { syscall: 'listen' }), onPostgres)).toContain('PORT 3000 is in use');
  expect(explainMistake(failing('EACCES', { syscall: 'listen' }), onPostgres)).toContain('PORT 3000 may not be used');
  expect(explainMistake(failing('EADDRNOTAVAIL', { syscall: 'listen' }), onPostgres)).toContain('HOST 127.0.0.1');
  const unknown = failing('ENOTFOUND', { syscall: 'getaddrinfo', hostname: '127.0.0.1' });
  expect(explainMistake(unknown, onPostgres)).toContain('HOST');
});

test('an error of our own keeps its stack', () => {
  expect(explainMistake(new TypeError('x is undefined'), onPostgres)).toBeNull();
  expect(explainMistake(new DatabaseNotOpened(new TypeError('x is undefined')), onPostgres)).toBeNull();
});
