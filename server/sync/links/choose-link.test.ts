import { expect, test } from 'vitest';
import { chooseLink, type LeadHints, type Link } from './choose-link.ts';

const link = (leadId: number, since: number, more: Partial<Link> = {}): Link => ({
  leadId,
  since,
  byHand: false,
  pipelineId: 1,
  isOpen: true,
  ...more,
});
const choose = (links: readonly Link[], hints: Partial<LeadHints> = {}) =>
  chooseLink(links, { taggedLeadId: null, earlierLeadIds: [], productPipelineIds: [], ...hints })?.leadId ?? null;

test('a customer without a lead has none', () => {
  expect(choose([])).toBeNull();
});

test('of several leads the one linked last', () => {
  expect(choose([link(10, 1), link(11, 2)])).toBe(11);
});

test('the product’s pipeline goes before the date', () => {
  const links = [link(10, 1, { pipelineId: 7 }), link(11, 2, { pipelineId: 8 })];
  expect(choose(links, { productPipelineIds: [7] })).toBe(10);
});

test('an open lead goes before a closed one, though only that is in the product’s pipeline', () => {
  const links = [link(10, 1), link(11, 2, { pipelineId: 7, isOpen: false })];
  expect(choose(links, { productPipelineIds: [7] })).toBe(10);
  expect(choose(links)).toBe(10);
  expect(choose(links, { earlierLeadIds: [11] })).toBe(11);
});

test('of two closed leads the one in the product’s pipeline', () => {
  const links = [link(10, 1, { pipelineId: 7, isOpen: false }), link(11, 2, { isOpen: false })];
  expect(choose(links, { productPipelineIds: [7] })).toBe(10);
});

test('the lead of the order’s earlier facts goes before the product’s pipeline', () => {
  const links = [link(10, 1, { pipelineId: 8 }), link(11, 2, { pipelineId: 7 })];
  expect(choose(links, { earlierLeadIds: [10], productPipelineIds: [7] })).toBe(10);
});

test('the lead of the payment link goes before the earlier facts', () => {
  expect(choose([link(10, 1), link(11, 2), link(12, 3)], { taggedLeadId: 10, earlierLeadIds: [11] })).toBe(10);
});

test('an unlinked lead does not come back through earlier facts or a tag', () => {
  expect(choose([link(11, 2)], { taggedLeadId: 10, earlierLeadIds: [10] })).toBe(11);
});

test('a link by hand goes before everything', () => {
  const links = [link(10, 1, { byHand: true }), link(11, 2), link(12, 3, { pipelineId: 7 })];
  expect(choose(links, { taggedLeadId: 11, earlierLeadIds: [12], productPipelineIds: [7] })).toBe(10);
});

test('between two links by hand, the tag and the earlier facts decide', () => {
  const links = [link(10, 1, { byHand: true }), link(11, 2, { byHand: true }), link(12, 3)];
  expect(choose(links, { taggedLeadId: 10 })).toBe(10);
  expect(choose(links, { earlierLeadIds: [10, 12] })).toBe(10);
  expect(choose(links)).toBe(11);
});
