import { expect, test } from 'vitest';
import { withoutPresentState } from './subscription-changes.ts';

const at = '2026-11-20T14:00:00.000Z';
const more = { at, text: 'Pro plan × 2 → Pro plan × 5' };
const canceled = { at, text: 'Subscription canceled' };
const paused = { at, text: 'Subscription paused' };

test.each([
  ['canceled', [canceled, more], [more]],
  ['paused', [paused, canceled], [canceled]],
  ['canceled', [more, canceled], [more, canceled]],
  ['active', [canceled], [canceled]],
  ['deactivated', [canceled], [canceled]],
  ['canceled', [], []],
] as const)('beside the state %s, of %j remain %j', (state, changes, remaining) => {
  expect(withoutPresentState(changes, state, 'en')).toEqual(remaining);
});
