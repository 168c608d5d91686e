import { expect, test } from 'vitest';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import { problemsByElement, reasonOf } from './refusal.ts';

const problem = (requestId: string | null) => ({
  requestId,
  code: 'NotSupportedChoice',
  path: 'status_id',
  detail: 'The value you selected is not a valid choice.',
});
const refusal = (requestIds: readonly (string | null)[]) =>
  new KommoRefused('PATCH /leads: 400', 400, requestIds.map(problem));

test('finds the element by its request id', () => {
  const [first, second] = problemsByElement(refusal(['note-b']), ['note-a', 'note-b']);
  expect(first).toEqual([]);
  expect(second).toHaveLength(1);
});

test('finds the element by its index', () => {
  const [first, second] = problemsByElement(refusal(['0']), ['note-a', 'note-b']);
  expect(first).toHaveLength(1);
  expect(second).toEqual([]);
});

test('blames no element when Kommo names none', () => {
  expect(problemsByElement(refusal([null]), ['note-a', 'note-b'])).toEqual([[], []]);
});

test('gives the reason in Kommo’s words', () => {
  expect(reasonOf([problem('0')], refusal(['0']))).toBe(
    'NotSupportedChoice at status_id: The value you selected is not a valid choice.',
  );
  expect(reasonOf([], refusal([]))).toBe('PATCH /leads: 400');
  const whole = { requestId: null, code: 'Bad Request', path: '', detail: 'The lead is archived' };
  expect(reasonOf([], new KommoRefused('PATCH /leads: 400', 400, [whole]))).toBe('Bad Request: The lead is archived');
});

test('gives every problem of the element, with Kommo’s explanation', () => {
  const bare = { requestId: '0', code: 'Required', path: '', detail: '' };
  expect(reasonOf([problem('0'), bare], refusal(['0']))).toBe(
    'NotSupportedChoice at status_id: The value you selected is not a valid choice.; Required',
  );
});

test('does not give another element’s problem as the reason', () => {
  expect(reasonOf([], refusal(['1']))).toBe('PATCH /leads: 400');
});
