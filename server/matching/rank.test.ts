import { expect, test } from 'vitest';
import { company, contact, lead } from '../../testing/server/matching/kommo.ts';
import {
  among,
  annasOther,
  bare,
  ben,
  by,
  cara,
  emptyInput,
  five,
  linked,
  outcomeOf,
  owner,
} from '../../testing/server/matching/rank.ts';
import { rankMatch } from './rank.ts';
import type { MatchInput } from './rank-input.ts';

test('the order in which Kommo answers changes nothing', () => {
  const contacts = [owner, ben, cara, annasOther, contact(5, { emails: ['anna@acme.example'], leads: [9] })];
  const leads = [lead(5), lead(6), lead(7), lead(8), lead(9)];
  const input = { contacts, leads };
  const turned = { contacts: contacts.toReversed(), leads: leads.toReversed() };
  expect(outcomeOf(turned)).toBe(outcomeOf(input));
});

test('a stronger reason is a higher confidence', () => {
  const confidenceOf = (input: Partial<MatchInput>) => {
    const outcome = rankMatch({ ...emptyInput, ...input });
    return 'match' in outcome ? outcome.match.confidence : outcome.unmatched.candidates[0]?.confidence;
  };
  const confidences = [
    { leads: [five], links: [linked(5, true)] },
    { ...among(lead(5)), tag: bare(5) },
    { leads: [five], links: [linked(5)] },
    { customer: by('new@else.example'), contacts: [owner], leads: [five], links: [linked(4)] },
    among(lead(5)),
    { customer: by('anna+x@acme.example'), contacts: [owner], leads: [five] },
    { contacts: [annasOther], leads: [lead(8)] },
    { contacts: [ben], leads: [lead(6)] },
    { companies: [company(9, 'Acme', { leads: [6] })], leads: [lead(6)] },
  ].map(confidenceOf);
  expect(confidences).toEqual(confidences.toSorted((one = 0, other = 0) => other - one));
  expect(new Set(confidences).size).toBe(confidences.length);
});

test('a lead in another pipeline than the product’s is offered with less confidence', () => {
  const offered = (productPipelineIds: readonly number[]) => {
    const outcome = rankMatch({ ...emptyInput, contacts: [ben], leads: [lead(6)], productPipelineIds });
    return 'match' in outcome ? 0 : (outcome.unmatched.candidates[0]?.confidence ?? 0);
  };
  expect(offered([2])).toBeLessThan(offered([1]));
  expect(offered([])).toBe(offered([1]));
});

test('a person is offered the twenty likeliest leads, not every one', () => {
  const ids = Array.from({ length: 25 }, (_, index) => index + 1);
  const colleague = contact(2, { emails: ['ben@acme.example'], leads: ids });
  const outcome = rankMatch({ ...emptyInput, contacts: [colleague], leads: ids.map((id) => lead(id)) });
  expect('match' in outcome ? [] : outcome.unmatched.candidates.map(({ leadId }) => leadId)).toEqual(
    ids.toReversed().slice(0, 20),
  );
});
