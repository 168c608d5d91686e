import { describe, expect, test } from 'vitest';
import { chargeFailedFact, orderFact, subscriptionFact } from '../../testing/server/rules/facts.ts';
import { deriveKey } from '../platform/crypto/seal.ts';
import { createLeadTags, leadTagName, purchasedAt, tagsOf } from './lead-tag.ts';

/** As earlier versions derived it. */
const secret = deriveKey(Buffer.alloc(32, 7), 'lead-tag');
const account = 31_361_463;
const leadTags = createLeadTags(secret);
const madeAt = Date.UTC(2026, 10, 20, 23);
const signed = leadTags.sign(152_464, account, madeAt);
const [, lastDay = '', signature = ''] = signed.split('.');

const read = (value: string, name = leadTagName, accountId: number | null = account, at = madeAt) =>
  leadTags.read({ campaign: 'autumn', [name]: value }, accountId, at);

test('a signed tag names its lead, and is short enough for an address and a tag', () => {
  expect(read(signed)).toEqual({ leadId: 152_464, kind: 'signed', value: signed });
  expect(signed).toMatch(/^[\w.-]{1,43}$/);
  expect(leadTags.sign(999_999_999_999_999, account, madeAt).length).toBeLessThanOrEqual(43);
  expect(createLeadTags(secret).sign(152_464, account, madeAt)).toBe(signed);
});

describe('a signature is rejected', () => {
  test.each([
    ['on another lead', `152465.${lastDay}.${signature}`, account],
    ['on the lead with a zero more', `1524640.${lastDay}.${signature}`, account],
    ['in another account', signed, 31_361_464],
    ['while the account is unknown', signed, null],
    ['cut', signed.slice(0, -1), account],
    ['with a letter changed', `${signed.slice(0, -1)}${signed.endsWith('A') ? 'Q' : 'A'}`, account],
    [
      'spelled in another way',
      `${signed.slice(0, -1)}${String.fromCharCode(signed.charCodeAt(signed.length - 1) + 1)}`,
      account,
    ],
    ['with its padding', `${signed}==`, account],
    ['with something behind it', `${signed}A`, account],
    ['twice', `${signed}.${signature}`, account],
    ['in other letters', `152464.${lastDay}.${signature.toLowerCase()}`, account],
    ['with a later day', `152464.${(Number.parseInt(lastDay, 36) + 1).toString(36)}.${signature}`, account],
    ['without its day', `152464.${signature}`, account],
    ['with its day in other letters', `152464.${lastDay.toUpperCase()}.${signature}`, account],
    ['that is empty but for a dot', '152464..', account],
    ['of another installation', createLeadTags(Buffer.alloc(32, 8)).sign(152_464, account, madeAt), account],
  ])('%s', (_what, value, accountId) => {
    expect(read(value, leadTagName, accountId)).toMatchObject({ kind: 'forged' });
  });
});

test.each(['kommo_lead', 'Kommo Lead', 'leadId', 'lead_id', 'LEAD', 'kommoLeadId'])(
  'a shop’s own tag %j names a lead without proof',
  (name) => {
    expect(read('152464', name)).toEqual({ leadId: 152_464, kind: 'bare', value: '152464' });
  },
);

test.each(['', '0', '-5', 'facebook', '152464 and more', '0152464', '9'.repeat(16), '１５'])(
  '%j names no lead',
  (value) => {
    expect(read(value)).toBeNull();
  },
);

test('other tags name none, and a signed one goes before a bare one', () => {
  expect(read('152464', 'leaderboard')).toBeNull();
  expect(leadTags.read({}, account, madeAt)).toBeNull();
  expect(leadTags.read({ lead: '7', leadId: '8.forged', kommo_lead: signed }, account, madeAt)).toMatchObject({
    leadId: 152_464,
    kind: 'signed',
  });
});

test('a payment link that was sent by an older version still leads to its lead, until March', () => {
  const of = (at: number) => read('152464.8dDwQ4tGz7iWz8Zz2zEWoA', leadTagName, account, at);
  expect(of(Date.UTC(2027, 2, 1, 23))).toMatchObject({ kind: 'signed' });
  expect(of(Date.UTC(2027, 2, 2))).toMatchObject({ kind: 'expired' });
});

test('a tag ends 90 days after it was made', () => {
  expect(read(signed, leadTagName, account, Date.UTC(2027, 1, 18, 23, 59))).toMatchObject({ kind: 'signed' });
  expect(read(signed, leadTagName, account, Date.UTC(2027, 1, 19))).toEqual({
    leadId: 152_464,
    kind: 'expired',
    value: signed,
  });
});

test('a renewal’s tags are as old as its subscription', () => {
  const renewal = (startedAt: number | null) =>
    subscriptionFact('subscription.charge.completed', { occurredAt: 5_000, subscription: { startedAt } });
  expect([renewal(1_000), renewal(null), renewal(9_000)].map(purchasedAt)).toEqual([1_000, 5_000, 5_000]);
  expect(purchasedAt(orderFact({ occurredAt: 5_000 }))).toBe(5_000);
});

describe('the tags of a fact', () => {
  const tags = { lead: '7', from: 'ad' };
  const subscription = subscriptionFact('subscription.activated', { subscription: { tags } });

  test('are its order’s, and its subscription’s where the order has none', () => {
    const order = orderFact({ subscription: subscription.subscription, order: { tags: { lead: '8' } } });
    expect(tagsOf(order)).toEqual({ lead: '8', from: 'ad' });
    expect(tagsOf(subscription)).toEqual({ lead: '7', from: 'ad' });
  });

  test('are none where neither is known', () => {
    expect(tagsOf(orderFact())).toEqual({});
    expect(tagsOf({ ...chargeFailedFact(null), subscription: null })).toEqual({});
  });
});
