import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from './answer.ts';
import { FastspringNotFound, FastspringRefused, FastspringUnauthorized, FastspringUnavailable } from './errors.ts';

const subject = 'GET /orders/O-1';
const judged = (status: number, body: unknown, retryAfter: string | null = null, method: 'GET' | 'POST' = 'GET') =>
  judge(
    { status, retryAfter, requestId: null, text: typeof body === 'string' ? body : JSON.stringify(body) },
    method,
    subject,
  );

function failureOf(verdict: ReturnType<typeof judge>): unknown {
  return verdict.kind === 'failed' ? verdict.error : verdict.kind;
}

const order = { order: 'O-1', id: 'O-1', action: 'order.get', result: 'success' };
const missing = { action: 'order.get', order: 'O-2', result: 'error', error: { order: 'Not found' } };

test.each<[string, number, unknown]>([
  ['an object', 200, order],
  ['a list of objects', 200, { orders: [order] }],
  ['a list of ids', 200, { action: 'order.getall', result: 'success', orders: ['O-1'] }],
  ['an empty list', 200, { orders: [] }],
  ['a bare array', 200, [{ id: 'E-1' }]],
  ['a list of which one failed', 200, { orders: [order, missing] }],
  ['the same with the status of a failure', 400, { orders: [missing, order] }],
  ['201', 201, { id: 'OS-1' }],
])('%s is an answer', (_what, status, body) => {
  expect(judged(status, body)).toEqual({ kind: 'done', text: JSON.stringify(body) });
});

test('204 is an answer without words', () => {
  expect(judged(204, '')).toEqual({ kind: 'done', text: 'null' });
});

test.each<[string, number, unknown, string[]]>([
  ['an error for one', 400, { ...missing, error: { order: 'Closed' } }, ['order: Closed']],
  ['an error in a list', 400, { accounts: [{ result: 'error', error: { email: 'Taken' } }] }, ['email: Taken']],
  ['an error inside a 200', 200, { orders: [{ result: 'error', error: { tags: 'Too long' } }] }, ['tags: Too long']],
  [
    'a list that failed as a whole',
    200,
    { orders: [missing, { ...missing, error: { order: 'Locked' } }] },
    ['order: Not found', 'order: Locked'],
  ],
  [
    'an error beside a success',
    400,
    { subscriptions: [{ result: 'success', error: { next: 'In the past' } }] },
    ['next: In the past'],
  ],
  [
    'a 500 with words',
    500,
    { result: 'error', error: { subscription: 'Already canceled.' } },
    ['subscription: Already canceled.'],
  ],
  ['words that are no text', 400, { result: 'error', error: { items: ['a', 1] } }, ['items: ["a",1]']],
  [
    'the newer form',
    400,
    {
      status: '400 BAD_REQUEST',
      message: 'Invalid',
      errors: [{ errorCode: 'X', field: 'customer.email', message: 'Invalid format' }],
    },
    ['customer.email: Invalid format'],
  ],
  ['a message alone', 400, { message: 'days is required', params: [null] }, [': days is required']],
  ['an error without words', 200, { action: 'events.get', result: 'error' }, [': ']],
  ['nothing at all', 400, '', []],
  ['a refusal that is not JSON', 409, 'Conflict', []],
])('%s is a refusal in FastSpring’s words', (_what, status, body, words) => {
  const failure = failureOf(judged(status, body));
  expect(failure).toBeInstanceOf(FastspringRefused);
  expect(failure).not.toBeInstanceOf(FastspringNotFound);
  expect(
    failure instanceof FastspringRefused && failure.problems.map(({ field, message }) => `${field}: ${message}`),
  ).toEqual(words);
});

test.each<[string, number, unknown]>([
  ['in the object', 400, missing],
  ['in the list', 400, { orders: [missing] }],
  ['in the list, with 200', 200, { orders: [missing] }],
  ['in other words', 400, { result: 'error', error: { account: 'account id not found' } }],
  ['in a message', 400, { message: 'not found', params: [null] }],
  ['with 404', 404, { status: '404 NOT_FOUND', message: 'Quote not found', errors: [] }],
])('not found is recognized %s', (_what, status, body) => {
  expect(failureOf(judged(status, body))).toBeInstanceOf(FastspringNotFound);
});

test('a write that names something unknown is refused, not missing', () => {
  const failure = failureOf(judged(400, { result: 'error', error: { items: 'Product not found' } }, null, 'POST'));
  expect(failure).toBeInstanceOf(FastspringRefused);
  expect(failure).not.toBeInstanceOf(FastspringNotFound);
});

test('a refusal’s message names fields and never repeats FastSpring’s words, which may name a person', () => {
  const failure = failureOf(judged(400, { result: 'error', error: { email: 'anna@acme.example is taken' } }));
  expect(String(failure)).toBe('FastspringRefused: GET /orders/O-1: refused (400) email');
});

test.each<[number, unknown]>([
  [401, ''],
  [401, '<html>Unauthorized</html>'],
  [401, { message: 'Unauthorized' }],
  [403, { message: 'Forbidden' }],
  [403, ''],
])('%i with %j refuses the credentials', (status, body) => {
  expect(failureOf(judged(status, body))).toBeInstanceOf(FastspringUnauthorized);
});

test.each<[string, number, unknown]>([
  ['an empty 200', 200, ''],
  ['a page with 200', 200, '<html>Maintenance</html>'],
  ['a page with 403', 403, '<!DOCTYPE html><title>Access denied</title>'],
  ['a page with 400', 400, ' <html>'],
  ['a redirect', 302, ''],
  ['an empty 500', 500, ''],
  ['a 500 without FastSpring’s words', 500, { message: 'Internal Server Error' }],
  ['a 502 page', 502, '<html>Bad gateway</html>'],
  ['a 504 text', 504, 'upstream timeout'],
  ['a request that took too long', 408, { message: 'Request timeout' }],
  ['truncated JSON', 200, '{"orders":['],
])('%s is unavailable', (_what, status, body) => {
  expect(failureOf(judged(status, body))).toBeInstanceOf(FastspringUnavailable);
});

test.each<[string, string | null, number]>([
  ['seconds', '7', 7_000],
  ['nothing', null, 60_000],
  ['nonsense', 'soon', 60_000],
  ['a date that is over', 'Thu, 01 Jan 2015 00:00:00 GMT', 60_000],
  ['a very long time', '999999', 3_600_000],
])('429 with %s', (_what, header, retryAfter) => {
  expect(judged(429, 'Too many', header)).toEqual({ kind: 'over_limit', retryAfter });
});

test('429 with a date', () => {
  const verdict = judged(429, '', new Date(Date.now() + 600_000).toUTCString());
  expect(verdict.kind === 'over_limit' && verdict.retryAfter).toBeGreaterThan(500_000);
});

test.each(['', '<html>Not Found</html>'])('404 with %j is doubtful', (body) => {
  expect(judged(404, body)).toEqual({ kind: 'doubtful' });
});

const payloads = process.env.FASTSPRING_PAYLOADS;

describe.skipIf(payloads === undefined)('FastSpring’s published answers (FASTSPRING_PAYLOADS)', () => {
  const published = (name: string) => readFileSync(join(payloads ?? '', `api.${name}.docs.json`), 'utf8');

  test.each([
    'accounts.get',
    'accounts.list',
    'events.unprocessed',
    'orders.get',
    'orders.list',
    'quotes.create',
    'sessions-v1.create',
    'sessions-v2.create',
    'subscriptions.entries',
    'subscriptions.get',
    'subscriptions.list',
  ])('%s is an answer', (name) => {
    expect(judged(200, published(name)).kind).toBe('done');
  });

  test.each(['accounts.get.400', 'orders.get.400', 'subscriptions.get.400'])('%s says not found', (name) => {
    expect(failureOf(judged(400, published(name)))).toBeInstanceOf(FastspringNotFound);
  });

  test('sessions-v2.create.400 is a refusal with words', () => {
    const failure = failureOf(judged(400, published('sessions-v2.create.400'), null, 'POST'));
    expect(failure instanceof FastspringRefused && failure.problems.length).toBeGreaterThan(0);
  });
});
