import { expect, test } from 'vitest';
import { commonRefusal, leadsToTryAgain } from './failed-links.ts';

const made = { leadId: 1, url: 'https://payments.example/pay/a', email: 'a@acme.example' };
const failed = (leadId: number, problem: string, reason: string | null = null) => ({ leadId, problem, reason });

test('links that failed temporarily are retried, those of leads that can have none are not', () => {
  const entries = [
    made,
    failed(2, 'not_yet'),
    failed(3, 'fastspring_unreachable'),
    failed(4, 'no_email'),
    failed(5, 'lead_hidden'),
    failed(6, 'link_invalid'),
  ];
  expect(leadsToTryAgain(entries)).toEqual([2, 3]);
});

test.each([
  ['each lead', [failed(1, 'fastspring_refused', 'Coupon'), failed(2, 'fastspring_refused', 'Coupon')], 'Coupon'],
  ['one of two leads', [made, failed(2, 'fastspring_refused', 'Coupon')], undefined],
  ['each for another reason', [failed(1, 'fastspring_refused', 'A'), failed(2, 'fastspring_refused', 'B')], undefined],
  ['leads without an address', [failed(1, 'no_email'), failed(2, 'no_email')], undefined],
  ['what there was no time for', [failed(1, 'not_yet')], undefined],
])('the form says why %s got no link, if the reason is the same for all', (_which, entries, reason) => {
  expect(commonRefusal(entries)?.reason).toBe(reason);
});
