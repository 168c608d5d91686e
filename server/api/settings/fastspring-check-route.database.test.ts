import { expect, test } from 'vitest';
import { startSettingsServer } from '../../../testing/server/api/settings-server.ts';
import {
  FastspringNotConfigured,
  FastspringRateLimited,
  FastspringUnauthorized,
  FastspringUnavailable,
} from '../../fastspring/api/errors.ts';

test.each([
  ['accepted', null],
  ['refused', new FastspringUnauthorized('401')],
  ['missing', new FastspringNotConfigured('none')],
  ['unreachable', new FastspringUnavailable('no answer')],
  ['unreachable', new FastspringRateLimited('later', 1000)],
])('FastSpring’s answer gives the verdict %s', async (verdict, error) => {
  const { call } = await startSettingsServer({
    fastspring: {
      listProducts: async () => {
        if (error !== null) throw error;
        return { items: [], nextPage: null, total: 0 };
      },
    },
  });
  expect(await call('POST', '/api/v1/fastspring/check')).toMatchObject({ status: 200, body: { verdict } });
});

test('a seller tries no credentials', async () => {
  const { call } = await startSettingsServer();
  expect((await call('POST', '/api/v1/fastspring/check', { as: 'seller' })).status).toBe(403);
});
