import { expect, test } from 'vitest';
import { readerVersion, understoodEventTypes } from './index.ts';

/** How many types each version understood; a version that understands more is a new line. */
const typesByVersion: Readonly<Record<number, number>> = { 1: 36, 2: 36, 3: 36, 4: 36, 5: 36 };

test('who teaches the reader another type raises its version, so that kept events are read again', () => {
  expect(typesByVersion[readerVersion]).toBe(understoodEventTypes.length);
});
