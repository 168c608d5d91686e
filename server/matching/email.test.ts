import { expect, test } from 'vitest';
import { isSameAddress, isSameMailbox } from './email.ts';

test('a text that is not an address matches nothing, not even itself', () => {
  expect(isSameAddress('none', 'none')).toBe(false);
  expect(isSameMailbox('none', 'none')).toBe(false);
});
