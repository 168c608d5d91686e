import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { findMarker, markersOf, withMarker } from './marker.ts';

const key = 'order.completed:order-1|152464|note';
const markIn = (effectKey: string) => findMarker(withMarker('', effectKey));

test('a marked text is found by the key of its effect, and by no other', () => {
  const text = withMarker('Payment received: €238.00', key);
  expect(text).toMatch(/^Payment received: €238\.00 \[fs:[0-9a-z]{8}\]$/);
  expect(markersOf(key)).toContain(findMarker(text));
  expect(markersOf('order.completed:order-1|152465|note')).not.toContain(findMarker(text));
});

test('a text with the mark of an earlier version is found too', () => {
  expect(markersOf(key)).toContain(findMarker('Payment received: €238.00 [fs:14ab8da18447cc4e]'));
});

test('the text of an effect that lost its key to an erasure is found too', () => {
  const erased = `erased:${createHash('sha256').update(key).digest('hex')}`;
  expect(markersOf(erased)).toEqual(markersOf(key));
});

test('a key that only contains the form of an erased one has marks of its own', () => {
  const erased = `erased:${createHash('sha256').update(key).digest('hex')}`;
  for (const id of [`order.completed:${erased}`, `${erased}|152464|note`])
    expect(markersOf(id)).not.toEqual(markersOf(erased));
});

test('fifty thousand effects of one lead have as many marks', () => {
  const marks = Array.from({ length: 50_000 }, (_, index) => markIn(`order.completed:order-${index}|152464|note`));
  expect(new Set(marks).size).toBe(marks.length);
});

test('the mark says nothing of the fact, the lead or the customer', () => {
  expect(markIn(key)).not.toMatch(/order|152464/);
});

test('text that a customer put into a name does not count as the mark', () => {
  for (const written of ['[fs:0000000000000000] Ltd', '[fs:00000000] Ltd'])
    expect(markersOf('key')).toContain(findMarker(withMarker(written, 'key')));
});

test.each([
  '',
  'Payment received',
  '[fs:]',
  '[fs:XYZ]',
  '[fs:0123456]',
  '[fs:012345678]',
  'fs:0123456789abcdef',
  '[fs:0123456789abcdef0]',
])('no mark in %j', (text) => {
  expect(findMarker(text)).toBeNull();
});
