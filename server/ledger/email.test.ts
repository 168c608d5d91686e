import { expect, test } from 'vitest';
import { foldEmail } from './email.ts';

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
  ['Anna <anna@acme.example>', null],
  ['anna@acme example', null],
])('%j is compared as %j', (text, folded) => {
  expect(foldEmail(text)).toBe(folded);
});
