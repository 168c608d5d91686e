import { expect, test } from 'vitest';
import { timeOrderedId } from './time-ordered-id.ts';

test('an id is a UUID of version 7, and later ones come after it', () => {
  const ids = [1, 1_763_640_000_000, 1_763_640_000_001, Date.now()].map(timeOrderedId);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(timeOrderedId(1)).not.toBe(timeOrderedId(1));
});
