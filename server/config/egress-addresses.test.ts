import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const read = (KOMMO_EGRESS?: string) =>
  readConfig({ ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'), KOMMO_EGRESS }).kommo.egress;
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

test('unset or empty, everything goes out directly', () => {
  for (const value of [undefined, '', ' \n']) expect(read(value)).toEqual([{ name: 'direct', proxy: undefined }]);
});

test('proxies and direct are told apart by names without credentials', () => {
  expect(read(' direct, http://One.example:3128 ,https://two.example/,http://three.example:80\n')).toEqual([
    { name: 'direct', proxy: undefined },
    { name: 'http://one.example:3128', proxy: { origin: 'http://one.example:3128', authorization: undefined } },
    { name: 'https://two.example', proxy: { origin: 'https://two.example', authorization: undefined } },
    { name: 'http://three.example', proxy: { origin: 'http://three.example', authorization: undefined } },
  ]);
});

test('a name stays the same when the password changes', () => {
  const [before] = read('http://user:first@one.example:3128');
  const [after] = read('http://other:second@one.example:3128');
  expect(after?.name).toBe(before?.name);
  expect(before).toEqual({
    name: 'http://one.example:3128',
    proxy: { origin: 'http://one.example:3128', authorization: basic('user:first') },
  });
});

test('credentials are decoded, and a user needs no password', () => {
  const proxies = read('http://a%40b:p%2Cq%3Ar@one.example,http://only:@two.example,http://100%@three.example');
  expect(proxies.map(({ proxy }) => proxy?.authorization)).toEqual([
    basic('a@b:p,q:r'),
    basic('only:'),
    basic('100%:'),
  ]);
});

test('labels tell apart the addresses of one gate', () => {
  const proxies = read('http://ip-1:x@gate.example:7000#berlin,http://ip-2:x@gate.example:7000#lyon_2.a-b');
  expect(proxies.map(({ name }) => name)).toEqual(['berlin', 'lyon_2.a-b']);
});

test.each([
  ['no address', 'one.example:3128'],
  ['another protocol', 'socks5://one.example:1080'],
  ['a path', 'http://one.example:3128/path'],
  ['a query', 'http://one.example:3128/?a=1'],
  ['an empty entry', 'direct,'],
  ['a space inside', 'http://user:se cret@one.example'],
  ['no separator', 'http://one.example http://two.example'],
  ['direct twice', 'direct,direct'],
  ['one proxy twice', 'http://a:secret@one.example,http://b:secret@one.example:80'],
  ['one label twice', 'http://one.example#a,http://two.example#a'],
  ['the label direct', 'http://one.example#direct'],
  ['a label of other characters', 'http://one.example#a%20b'],
  ['a label that is too long', `http://one.example#${'a'.repeat(41)}`],
  ['a port out of range', 'http://user:secret@one.example:70000'],
])('%s is refused in one line, without the value', (_what, value) => {
  expect(() => read(value)).toThrow(/^KOMMO_EGRESS must be [^\n]*$/);
  expect(() => read(value)).not.toThrow(/secret|example/);
});
