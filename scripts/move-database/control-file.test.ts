import { expect, test } from 'vitest';
import { controlFileFor64Bits, crc32c } from './control-file.ts';

/** From a folder of the former embedded database; the rest of its 8192 bytes is 0. */
const former = Buffer.concat([
  Buffer.from(
    '2a80e57652dc0d6b080700003300120c01000000000000005edc0d6b000000008810760100000000881076010000000001000000010000000100000001000000f102000000000000094000000100000000000000e8020000010000000100000001000000000000005edc0d6b0000000000000000000000000000000000000000e803000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000064000000000000000a000000000000004000000000000000080000000000000087d63241002000000000020000200000000000014000000020000000cc07000000080000000000000100000001d0279a8769c9a1a5a0ee9dd7b03767241365375054989360c7772c3afb6ebef6000000150f953f',
    'hex',
  ),
  Buffer.alloc(8192 - 296),
]);

test('the checksum is Castagnoli’s', () => {
  // https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
});

test('only the flag and the checksum change', () => {
  const changed = controlFileFor64Bits(former);
  const differing = [...changed.keys()].filter((index) => changed[index] !== former[index]);
  expect(differing).toEqual([248, 292, 293, 294, 295]);
  expect(changed[248]).toBe(1);
  expect(controlFileFor64Bits(changed), 'its checksum fits').toEqual(changed);
});

test.each([
  ['cut off', former.subarray(0, 200)],
  ['empty', Buffer.alloc(0)],
  ['changed', Buffer.from(former.map((byte, index) => (index === 20 ? byte + 1 : byte)))],
])('a file that is %s is refused', (_what, file) => {
  expect(() => controlFileFor64Bits(file)).toThrow('The former database is damaged');
});
