import { expect, test } from 'vitest';
import { foldEmail, readableEmail } from './email.ts';

test.each([
  ['anna@acme.example', 'anna@acme.example'],
  ['  Anna@ACME.Example\n', 'anna@acme.example'],
  ['anna@müller.example', 'anna@xn--mller-kva.example'],
  ['anna@MÜLLER.example', 'anna@xn--mller-kva.example'],
  ['anna@XN--MLLER-KVA.example', 'anna@xn--mller-kva.example'],
  ['jürgen@acme.example', 'jürgen@acme.example'],
  ['ju\u0308rgen@acme.example', 'jürgen@acme.example'],
  ['JÜRGEN@acme.example', 'jürgen@acme.example'],
  ['anna@acme.example.', 'anna@acme.example'],
  ['anna+shop@acme.example', 'anna+shop@acme.example'],
  ['"a@b"@acme.example', '"a@b"@acme.example'],
  ['anna@123', 'anna@123'],
  ['', null],
  ['anna', null],
  ['@acme.example', null],
  ['anna@', null],
  ['anna@acme.example..', 'anna@acme.example'],
  ['\u200banna@acme.example', 'anna@acme.example'],
  ['anna@acme.example\u200e', 'anna@acme.example'],
  ['an\u00adna@\u200bacme\u2060.exam\u200cple\ufeff', 'anna@acme.example'],
  ['\u202aanna@acme.example\u202c', 'anna@acme.example'],
  ['an\u0000na@acme.example', 'anna@acme.example'],
  ['mailto:anna@acme.example', 'anna@acme.example'],
  ['MAILTO: anna@acme.example?subject=Hello', 'anna@acme.example'],
  ['Anna <anna@acme.example>', 'anna@acme.example'],
  ['"Schmidt, Anna" <mailto:Anna@acme.example>', 'anna@acme.example'],
  ['<anna@acme.example>', 'anna@acme.example'],
  ['ben@acme.example <anna@acme.example>', 'anna@acme.example'],
  ['Anna <sales> <anna@acme.example>', 'anna@acme.example'],
  ['Anna <anna@acme.example> (sales)', 'anna@acme.example'],
  ['anna@acme.example, ;', 'anna@acme.example'],
  ['ａｎｎａ＠ａｃｍｅ．ｅｘａｍｐｌｅ', 'anna@acme.example'],
  ['anna@acme。example。', 'anna@acme.example'],
  ["'anna@acme.example'", 'anna@acme.example'],
  ['"anna@acme.example"', 'anna@acme.example'],
  ['“anna@acme.example”;', 'anna@acme.example'],
  ['(anna@acme.example),', 'anna@acme.example'],
  ["o'brien'@acme.example", "o'brien'@acme.example"],
  ["'anna@acme.example", "'anna@acme.example"],
  ['anna\u00a0', null],
  ['Anna <>', null],
  ['mailto:', null],
  ['an\nna@acme.example', null],
  ['anna@acme example', null],
])('%j is compared as %j', (text, folded) => {
  expect(foldEmail(text)).toBe(folded);
});

test('a text of a million characters is read instantly', () => {
  const gap = ' '.repeat(1_000_000);
  expect(readableEmail(`anna${gap}@acme.example${'.'.repeat(1_000_000)}${gap}`)).toBe(`anna${gap}@acme.example`);
  expect(foldEmail(`anna@acme${'.'.repeat(1_000_000)}example`)).toContain('anna@acme.');
});

test.each([
  [' mailto:Anna+Shop@Müller.example. ', 'Anna+Shop@Müller.example'],
  ['Anna <Anna@acme.example>', 'Anna@acme.example'],
  ['ａｎｎａ＠acme.example\u200b', 'anna@acme.example'],
  ['no address', 'no address'],
  ['ask for "Anna"', 'ask for "Anna"'],
  ['write to mailto:anna@acme.example', 'write to mailto:anna@acme.example'],
])('%j is read as %j', (text, readable) => {
  expect(readableEmail(text)).toBe(readable);
});
