import { expect, test } from 'vitest';
import {
  FastspringNotConfigured,
  FastspringRateLimited,
  FastspringRefused,
  FastspringUnauthorized,
} from '../fastspring/api/errors.ts';
import { ImportNotThere, ImportUnderWay } from '../history/import/import-requests.ts';
import { KommoAccountUnavailable, KommoForbidden, KommoRefused, KommoUncertain } from '../kommo/requests/errors.ts';
import { Problem } from '../platform/http/problem.ts';
import { CustomerGone, NotLinked } from '../sync/links/link-by-hand.ts';
import { asProblem } from './as-problem.ts';

test.each([
  [new KommoAccountUnavailable('blocked', ''), 409, { code: 'kommo_disconnected', reason: 'blocked' }],
  [new KommoForbidden(''), 409, { code: 'kommo_forbidden' }],
  [new KommoRefused('No such field', 400, []), 409, { code: 'kommo_refused', reason: 'No such field' }],
  [new KommoUncertain(''), 503, { code: 'kommo_unreachable' }],
  [new FastspringNotConfigured(''), 409, { code: 'fastspring_not_configured' }],
  [new FastspringUnauthorized(''), 409, { code: 'fastspring_unauthorized' }],
  [new FastspringRefused('GET /products', 400, []), 409, { code: 'fastspring_refused', reason: null }],
  [new FastspringRateLimited('', 1_000), 503, { code: 'fastspring_unreachable' }],
  [new ImportUnderWay(''), 409, { code: 'import_under_way' }],
  [new ImportNotThere('done'), 409, { code: 'import_moved_on' }],
  [new CustomerGone(''), 404, {}],
  [new NotLinked(''), 404, {}],
])('%s is answered with %s and what the page acts on', (error, status, members) => {
  expect(asProblem(error)).toBeInstanceOf(Problem);
  expect(asProblem(error)).toMatchObject({ status, members });
});

test('any other error stays as it is', () => {
  const error = new Error('a bug');
  expect(asProblem(error)).toBe(error);
});
