import { describe, expect, test } from 'vitest';
import { isSignature, isSignedBy, signBody } from './signature.ts';

/** RFC 4231, section 4.3 */
const secret = 'Jefe';
const body = Buffer.from('what do ya want for nothing?');
const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
const base64 = Buffer.from(hex, 'hex').toString('base64');

test('a body is signed as the standard says, in base64', () => {
  expect(signBody(secret, body)).toBe(base64);
});

describe('a signature is accepted', () => {
  test.each([
    ['in base64', base64],
    ['in hex', hex],
    ['in upper-case hex', hex.toUpperCase()],
    ['with space around it', ` ${base64}\t`],
  ])('%s', (_how, header) => {
    expect(isSignedBy([secret], body, header)).toBe(true);
    expect(isSignature(header)).toBe(true);
  });

  test('under the old and the new secret while the secret is being changed', () => {
    expect(isSignedBy([secret, 'new'], body, base64)).toBe(true);
    expect(isSignedBy(['new', secret], body, base64)).toBe(true);
  });

  test('under the UTF-8 of a secret with any letters', () => {
    expect(isSignedBy(['schlüssel'], body, signBody('schlüssel', body))).toBe(true);
  });
});

describe('a signature is rejected', () => {
  test.each<[string, string | undefined]>([
    ['when it is missing', undefined],
    ['when it is empty', ''],
    ['of another body', signBody(secret, Buffer.from('what do ya want for nothing!'))],
    ['of another secret', signBody('jefe', body)],
    ['with something in front of it in hex', `00${hex}`],
    ['with something behind it in hex', `${hex}00`],
    ['when it is cut off in hex', hex.slice(2)],
    ['with something in front of it in base64', `AAAA${base64}`],
    ['with something behind it in base64', `${base64}AAAA`],
    ['when it is cut off in base64', base64.slice(4)],
    ['with its algorithm in front', `sha256=${hex}`],
  ])('%s', (_how, header) => {
    expect(isSignedBy([secret], body, header)).toBe(false);
  });

  test.each([undefined, '', `sha256=${hex}`, hex.slice(2), `${base64}AAAA`])('unread, when it is %j', (header) => {
    expect(isSignature(header)).toBe(false);
  });

  test('when there is no secret', () => {
    expect(isSignedBy([], body, base64)).toBe(false);
  });
});
