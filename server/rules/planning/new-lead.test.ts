import { describe, expect, test } from 'vitest';
import { noticeFact, orderFact, refundFact, subscriptionFact } from '../../../testing/server/rules/facts.ts';
import { archived, renewals, sales, stage } from '../../../testing/server/rules/stages.ts';
import type { KommoPipeline } from '../../kommo/api/api.ts';
import type { Candidate } from '../../matching/match.ts';
import { type NewLeadInput, newLeadFor } from './new-lead.ts';

const anna = { email: 'anna@acme.example', name: 'Anna Schmidt', company: 'Acme GmbH', phone: '+49 30 901820' };

function made(change: Partial<NewLeadInput> = {}) {
  return newLeadFor({
    customer: anna,
    facts: [orderFact()],
    candidates: [],
    productPipelineIds: [],
    pipelines: [sales, renewals, archived],
    account: { language: 'en', currency: 'EUR' },
    priceKind: 'decimal',
    ...change,
  });
}

test('a customer without a lead gets one with the buyer, the product and the price', () => {
  expect(made()).toEqual({
    name: 'Anna Schmidt, Pro plan',
    price: 238,
    tags: [{ name: 'FastSpring' }],
    contact: { name: 'Anna Schmidt', email: 'anna@acme.example', phone: '+49 30 901820', company: 'Acme GmbH' },
  });
});

describe('the name', () => {
  test.each<[string, Partial<NewLeadInput>, string]>([
    ['is the company’s without a person', { customer: { ...anna, name: null } }, 'Acme GmbH, Pro plan'],
    [
      'is the address without either',
      { customer: { ...anna, name: null, company: null } },
      'anna@acme.example, Pro plan',
    ],
    [
      'names what was ordered, though something happened since',
      { facts: [subscriptionFact('subscription.updated', { subscription: { product: 'Team plan' } }), orderFact()] },
      'Anna Schmidt, Pro plan',
    ],
    [
      'names the subscription when no order is known',
      { facts: [noticeFact('quote.created', { quote: 'Q-7' }), subscriptionFact('subscription.activated')] },
      'Anna Schmidt, Pro plan',
    ],
    ['names nothing when nothing is known to be bought', { facts: [refundFact()] }, 'Anna Schmidt'],
  ])('%s', (_what, change, name) => {
    expect(made(change).name).toBe(name);
  });

  test('is cut at Kommo’s limit of 255 characters', () => {
    expect(made({ customer: { ...anna, name: 'x'.repeat(300) } }).name).toBe('x'.repeat(255));
    // Kommo does not accept half a smiley.
    expect(made({ customer: { ...anna, name: `${'x'.repeat(254)}\u{1F600}` } }).name).toBe('x'.repeat(254));
  });
});

test('the contact has the address in the customer’s text', () => {
  const { contact } = made({ customer: { ...anna, email: '\u200bmailto:Anna@acme.example' } });
  expect(contact).toMatchObject({ email: 'Anna@acme.example' });
});

describe('the price', () => {
  test.each<[string, NewLeadInput['facts'], number | undefined]>([
    ['keeps its cents', [orderFact({ order: { total: '69.50' } })], 69.5],
    ['is left out in another currency than the account’s', [orderFact({ order: { currency: 'USD' } })], undefined],
    ['is left out of an order without charge', [orderFact({ order: { total: '0.00' } })], undefined],
    ['is left out without an order', [subscriptionFact('subscription.activated')], undefined],
  ])('%s', (_what, facts, price) => {
    expect(made({ facts }).price).toBe(price);
  });

  test('is rounded if Kommo accepts only whole prices', () => {
    expect(made({ facts: [orderFact({ order: { total: '69.50' } })], priceKind: 'whole' }).price).toBe(70);
  });
});

describe('the contact', () => {
  const candidate = (contactId: number | null, reason: Candidate['reason'], details = {}): Candidate => ({
    leadId: null,
    contactId,
    companyId: null,
    reason,
    confidence: 95,
    details,
  });
  const annaHerself = { name: 'Anna Schmidt', email: 'anna@acme.example', phone: anna.phone, company: 'Acme GmbH' };

  test.each<[string, readonly Candidate[], object]>([
    ['is the one with the same address', [candidate(7, 'domain'), candidate(8, 'email')], { id: 8 }],
    ['is one with another spelling of the address', [candidate(8, 'alias')], { id: 8 }],
    ['is never a colleague', [candidate(7, 'domain'), candidate(null, 'company')], annaHerself],
    ['is not one that Kommo has no more', [candidate(7, 'email', { contactGone: true })], annaHerself],
    ['is not one without a number', [candidate(null, 'email'), candidate(8, 'email')], { id: 8 }],
  ])('%s', (_what, candidates, contact) => {
    expect(made({ candidates }).contact).toEqual(contact);
  });

  test.each([
    [
      { name: null, company: 'Acme GmbH' },
      { name: 'Acme GmbH', company: 'Acme GmbH' },
    ],
    [{ name: null, company: null }, { name: 'anna@acme.example' }],
  ])('of %j is %j', (known, contact) => {
    const customer = { ...anna, ...known, phone: null };
    expect(made({ customer }).contact).toEqual({ email: 'anna@acme.example', ...contact });
  });
});

describe('the stage', () => {
  const placed = (productPipelineIds: readonly number[], pipelines: readonly KommoPipeline[]) => {
    const { pipeline_id, status_id } = made({ productPipelineIds, pipelines });
    return [pipeline_id, status_id];
  };
  const all = [sales, renewals, archived];
  const only = (...statuses: ReturnType<typeof stage>[]): KommoPipeline => ({ ...sales, _embedded: { statuses } });

  test.each<[string, readonly number[], readonly KommoPipeline[], readonly (number | undefined)[]]>([
    ['is Kommo’s choice while it names no main pipeline', [], all, [undefined, undefined]],
    [
      'is the first of the main pipeline while no product has one',
      [],
      [renewals, { ...sales, is_main: true }],
      [1, 11],
    ],
    [
      'is the first of the main pipeline when that of the product is archived',
      [3],
      [archived, { ...sales, is_main: true }],
      [1, 11],
    ],
    ['is the first of the product’s pipeline behind the incoming one', [2], all, [2, 21]],
    ['is of the first pipeline that still works', [99, 3, 2, 1], all, [2, 21]],
    ['is Kommo’s choice when none works', [99, 3], all, [undefined, undefined]],
    [
      'is the first by rank, however Kommo lists them',
      [1],
      [only(stage(142, 'Won', 5), stage(13, 'Paid', 40), stage(11, 'Contacted', 20))],
      [1, 11],
    ],
    [
      'is Kommo’s choice in a pipeline with closed stages alone',
      [1],
      [only(stage(142, 'Won', 5), stage(143, 'Lost', 6))],
      [1, undefined],
    ],
  ])('%s', (_what, productPipelineIds, pipelines, place) => {
    expect(placed(productPipelineIds, pipelines)).toEqual(place);
  });
});
