import { expect, test } from 'vitest';
import { queryString } from './query.ts';

test('values are encoded, names stay, and what is not given is left out', () => {
  expect(
    queryString({ 'filter[id][]': [1, 2], query: 'anna+shop@acme.example', page: undefined, returns: false }),
  ).toBe('?filter[id][]=1&filter[id][]=2&query=anna%2Bshop%40acme.example&returns=false');
});

test.each([{}, { page: undefined }, { ids: [] }])('nothing given is no query string: %j', (parameters) => {
  expect(queryString(parameters)).toBe('');
});
