import { expect, test } from 'vitest';
import { findMarker, markerOf, withMarker } from './marker.ts';

test('a marked text is found by the key of its effect, and by no other', () => {
  const text = withMarker('Payment received: €238.00', 'order.completed:order-1|152464|note');
  expect(text).toMatch(/^Payment received: €238\.00 \[fs:[0-9a-f]{16}\]$/);
  expect(findMarker(text)).toBe(markerOf('order.completed:order-1|152464|note'));
  expect(findMarker(text)).not.toBe(markerOf('order.completed:order-1|152465|note'));
});

test('the mark says nothing of the fact, the lead or the customer', () => {
  expect(markerOf('order.completed:order-1|152464|note')).not.toMatch(/order|152464/);
});

test('what a customer wrote into a name is not taken for the mark', () => {
  const text = withMarker('[fs:0000000000000000] Ltd', 'key');
  expect(findMarker(text)).toBe(markerOf('key'));
});

test.each(['', 'Payment received', '[fs:]', '[fs:XYZ]', 'fs:0123456789abcdef', '[fs:0123456789abcdef0]'])(
  'no mark in %j',
  (text) => {
    expect(findMarker(text)).toBeNull();
  },
);
