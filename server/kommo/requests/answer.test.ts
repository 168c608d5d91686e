import { expect, test } from 'vitest';
import { judge } from './answer.ts';
import { KommoForbidden, KommoRefused, KommoUncertain } from './errors.ts';

const answer = (status: number, text = '', retryAfter: string | null = null) => ({
  status,
  text,
  retryAfter,
  requestId: null,
});
const blockPage = '<html><head><title>403 Forbidden</title></head><body></body></html>';
const rightsProblem = '{"title":"Forbidden","status":403,"detail":"Client doesn\'t have the required scope"}';

test.each([
  [answer(200, '{"id":1}'), { kind: 'done', body: { id: 1 } }],
  [answer(201, '[]'), { kind: 'done', body: [] }],
  [answer(204), { kind: 'done', body: undefined }],
  [answer(200), { kind: 'done', body: undefined }],
  [answer(401, '{"title":"Unauthorized","status":401}'), { kind: 'unauthorized' }],
  [answer(402, '{}'), { kind: 'payment_required' }],
  [answer(403, blockPage), { kind: 'blocked' }],
  [answer(403, '403 Forbidden'), { kind: 'blocked' }],
  [answer(403), { kind: 'blocked' }],
  [answer(429, '{"retry_after":300}'), { kind: 'over_limit', retryAfter: 300_000 }],
  [answer(429, '{"retry_after":2}', '9'), { kind: 'over_limit', retryAfter: 2_000 }],
  [answer(429, 'Too Many Requests', '9'), { kind: 'over_limit', retryAfter: 9_000 }],
  [answer(429, '{"retry_after":"soon"}'), { kind: 'over_limit', retryAfter: 10_000 }],
  [answer(429, '', 'soon'), { kind: 'over_limit', retryAfter: 10_000 }],
  [answer(429, '{"retry_after":99999999}'), { kind: 'over_limit', retryAfter: 3_600_000 }],
])('%j', (given, verdict) => {
  expect(judge(given, 'GET /leads')).toEqual(verdict);
});

test('a Retry-After that is a date counts from now', () => {
  const verdict = judge(answer(429, '', new Date(Date.now() + 60_000).toUTCString()), 'GET /leads');
  expect(verdict).toMatchObject({ kind: 'over_limit' });
  if (verdict.kind === 'over_limit') expect(verdict.retryAfter).toBeLessThanOrEqual(60_000);
});

test.each([
  [answer(200, '<html>maintenance</html>'), KommoUncertain],
  [answer(500, '{"title":"Internal"}'), KommoUncertain],
  [answer(502, '<html>'), KommoUncertain],
  [answer(504), KommoUncertain],
  [answer(408), KommoUncertain],
  [answer(403, rightsProblem), KommoForbidden],
  [answer(400, '<html>'), KommoUncertain],
  [answer(401, '<html>'), KommoUncertain],
  [answer(401), KommoUncertain],
  [answer(405, '<html>'), KommoUncertain],
  [answer(422, '"Unprocessable"'), KommoUncertain],
  [answer(422, '{"detail":"Limit 250 per page"}'), KommoRefused],
])('%j fails', (given, failure) => {
  const verdict = judge(given, 'POST /leads/notes');
  expect(verdict.kind === 'failed' && verdict.error).toBeInstanceOf(failure);
});

test.each([
  [answer(404, '{"title":"Not Found","status":404}'), KommoRefused],
  [answer(404, '<html>'), KommoUncertain],
  [answer(301), KommoUncertain],
  [answer(302, '<html>'), KommoUncertain],
])('%j says that nothing is there, or not there any more', (given, failure) => {
  const verdict = judge(given, 'GET /leads');
  expect(verdict.kind === 'absent' && verdict.error).toBeInstanceOf(failure);
});

test('names the refused element of a batch and the reason', () => {
  const body = {
    title: 'Bad Request',
    status: 400,
    detail: 'Request validation failed',
    'validation-errors': [
      { request_id: '0', errors: [{ code: 'NotSupportedChoice', path: 'status_id', detail: 'Not a valid choice.' }] },
      { request_id: 3, errors: [{ code: 'FieldMissing', path: 'text', detail: 'Missing.' }] },
    ],
  };
  const verdict = judge(answer(400, JSON.stringify(body)), 'PATCH /api/v4/leads');
  const error = verdict.kind === 'failed' ? verdict.error : undefined;
  expect(error).toMatchObject({
    status: 400,
    message: 'PATCH /api/v4/leads: 400 NotSupportedChoice at status_id, FieldMissing at text',
    problems: [
      { requestId: '0', code: 'NotSupportedChoice', path: 'status_id', detail: 'Not a valid choice.' },
      { requestId: '3', code: 'FieldMissing', path: 'text', detail: 'Missing.' },
    ],
  });
});

test('a refusal as a whole keeps Kommo’s reason, and its number of the request', () => {
  const body = '{"title":"Unprocessable Entity","status":422,"detail":"Limit 250 per page"}';
  const verdict = judge({ ...answer(422, body), requestId: 'abc-1' }, 'GET /api/v4/leads');
  expect(verdict.kind === 'failed' && verdict.error).toMatchObject({
    message: 'GET /api/v4/leads: 422 (request abc-1) Unprocessable Entity',
    problems: [{ requestId: null, code: 'Unprocessable Entity', path: '', detail: 'Limit 250 per page' }],
  });
});

test('what cannot be understood of a problem is left out', () => {
  const verdict = judge(answer(400, '{"title":5,"validation-errors":"?"}'), 'GET /leads');
  expect(verdict.kind === 'failed' && verdict.error).toMatchObject({ problems: [] });
});
