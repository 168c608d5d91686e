import { expect, test } from 'vitest';
import { chooseLink } from './choose-link.ts';

const link = (leadId: number, since: number, pipelineId = 1) => ({ leadId, since, pipelineId });

test('a customer without a lead has none', () => {
  expect(chooseLink([], [], [])).toBeNull();
});

test('of several leads the one linked last', () => {
  expect(chooseLink([link(10, 1), link(11, 2)], [], [])?.leadId).toBe(11);
});

test('the product’s pipeline goes before the date', () => {
  expect(chooseLink([link(10, 1, 7), link(11, 2, 8)], [], [7])?.leadId).toBe(10);
});

test('what the order’s earlier facts stand on goes before everything', () => {
  expect(chooseLink([link(10, 1, 8), link(11, 2, 7)], [10], [7])?.leadId).toBe(10);
});

test('a lead that was taken away does not come back through earlier facts', () => {
  expect(chooseLink([link(11, 2)], [10], [])?.leadId).toBe(11);
});
