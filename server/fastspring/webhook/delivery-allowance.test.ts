import { expect, test } from 'vitest';
import { createDeliveryAllowance, OverAllowance } from './delivery-allowance.ts';

const mebibyte = 1024 * 1024;

function open() {
  let time = 0;
  const allowance = createDeliveryAllowance(() => time);
  const repeat = (times: number, work: () => void) => {
    for (let count = 0; count < times; count += 1) work();
  };
  return { ...allowance, repeat, letTimePass: (ms: number) => (time += ms) };
}

test('a busy store’s backlog passes: 5,000 deliveries of 50 kB at once, then 200 a second for ever', () => {
  const { spend, repeat, letTimePass, countRefused } = open();
  repeat(5_000, () => spend('acme', 50_000));
  repeat(60, () => {
    letTimePass(1_000);
    repeat(200, () => spend('acme', 50_000));
  });
  expect(countRefused()).toBe(0);
});

test('deliveries over the allowance are refused and counted, with the time to retry', () => {
  const { check, spend, countRefused } = open();
  spend('acme', 32 * mebibyte);
  expect(() => check('acme', 5 * mebibyte)).toThrow(expect.objectContaining({ status: 503, retryAfterSeconds: 3 }));
  expect(() => spend('acme', 1)).toThrow(OverAllowance);
  spend('other', 1);
  expect(countRefused()).toBe(2);
});

test('many small events and many small deliveries are as much work as large ones', () => {
  const { spend, spendOnEvents, repeat } = open();
  repeat(16, () => {
    spend('acme', 20_000);
    spendOnEvents('acme', 1_000, 20_000);
  });
  spend('acme', 500 * 1024);
  expect(() => spendOnEvents('acme', 1_000, 500 * 1024)).toThrow(OverAllowance);
  repeat(128 * 1024, () => spend('other', 10));
  expect(() => spend('other', 10)).toThrow(OverAllowance);
});

test('events of usual size cost nothing beyond their bytes', () => {
  const { spend, spendOnEvents } = open();
  spend('acme', 32 * mebibyte);
  spendOnEvents('acme', 500, 1_200_000);
  spendOnEvents('acme', 1, 300);
});
