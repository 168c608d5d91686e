import { expect, test } from 'vitest';
import { namesEtag } from './etag.ts';

test.each([
  ['"abc"', true],
  ['W/"abc"', true],
  ['"other", W/"abc"', true],
  ['W/"other",W/"a,b" , "abc"', true],
  ['*', true],
  ['"abcd"', false],
  ['W/"other", "ab"', false],
  ['"other, "', false],
  ['abc', false],
  ['', false],
  [undefined, false],
])('%s names "abc": %s', (header, isNamed) => {
  expect(namesEtag(header, '"abc"')).toBe(isNamed);
});
