import { describe, expect, test } from 'vitest';
import { parseSettings } from './settings-problems.ts';

const text = (length: number) => 'x'.repeat(length);
const list = <Item>(length: number, item: Item) => Array.from({ length }, () => item);

const rule = (change: object) => ({ rules: [{ on: 'order.completed', ...change }] });
const task = (change: object) => rule({ task: { typeId: 1, text: 'Call', dueInHours: 24, ...change } });
const due = (weekday: number, time: string) => task({ dueInHours: null, dueOn: { weekday, time } });
const tags = (...names: readonly string[]) => rule({ tags: names });
const fields = (...values: readonly string[]) => rule({ fields: values.map((value) => ({ fieldId: 1, value })) });
const products = (...skus: readonly string[]) => ({ products: skus.map((sku) => ({ sku, pipelineId: 1 })) });
const alarmEmail = (length: number) => ({ alarms: { email: `${text(length - 13)}@acme.example` } });
const checkout = (storeId: string, checkoutId: string) => ({ paymentLinks: { checkout: { storeId, checkoutId } } });

test.each<[string, object, object, string, object]>([
  ['a SKU', products(text(255)), products(text(256)), 'too_long', { most: 255 }],
  ['a task’s text', task({ text: text(1000) }), task({ text: text(1001) }), 'too_long', { most: 1000 }],
  ['a task’s shortest text', task({ text: 'x' }), task({ text: ' ' }), 'too_short', { least: 1 }],
  ['a task due at once', task({ dueInHours: 0 }), task({ dueInHours: -1 }), 'too_small', { least: 0 }],
  ['a task due in a year', task({ dueInHours: 8760 }), task({ dueInHours: 8761 }), 'too_big', { most: 8760 }],
  ['Monday', due(1, '09:00'), due(0, '09:00'), 'too_small', { least: 1 }],
  ['Sunday', due(7, '09:00'), due(8, '09:00'), 'too_big', { most: 7 }],
  ['a tag', tags(text(100)), tags(text(101)), 'too_long', { most: 100 }],
  ['a rule’s tags', tags(...list(20, 'vip')), tags(...list(21, 'vip')), 'too_long', { most: 20 }],
  ['a field’s value', fields(text(255)), fields(text(256)), 'too_long', { most: 255 }],
  ['a rule’s fields', fields(...list(40, 'x')), fields(...list(41, 'x')), 'too_long', { most: 40 }],
  ['products', products(...list(500, 'A')), products(...list(501, 'A')), 'too_long', { most: 500 }],
  [
    'rules',
    { rules: list(200, { on: 'order.completed' }) },
    { rules: list(201, { on: 'order.completed' }) },
    'too_long',
    { most: 200 },
  ],
  ['an e-mail address for alarms', alarmEmail(254), alarmEmail(255), 'too_long', { most: 254 }],
  ['a store’s id', checkout(`store_1-${text(92)}`, 'x'), checkout(text(101), 'x'), 'wrong_format', {}],
  ['a store’s shortest id', checkout('x', 'x'), checkout('', 'x'), 'wrong_format', {}],
  ['a checkout’s id', checkout('x', `popup_1-${text(92)}`), checkout('x', text(101)), 'wrong_format', {}],
  ['a checkout’s letters', checkout('x', 'popup-x'), checkout('x', 'popup/x'), 'wrong_format', {}],
])('%s is taken up to its limit and refused beyond', (_what, last, next, code, params) => {
  expect(parseSettings(last)).toMatchObject({ ok: true });
  expect(parseSettings(next)).toMatchObject({ ok: false, problems: [{ code, params }] });
});

test('spaces around typed or pasted values are removed', () => {
  const input = {
    ...products(' PRO-* '),
    rules: [{ on: 'order.completed', sku: ' PRO-M ', tags: [' vip '], fields: [{ fieldId: 1, value: ' {amount} ' }] }],
    paymentLinks: { checkout: { storeId: ' acme ', checkoutId: ' popup ' }, storefront: ' Acme.onfastspring.com ' },
  };
  expect(parseSettings(input)).toMatchObject({
    settings: {
      products: [{ sku: 'PRO-*' }],
      rules: [{ sku: 'PRO-M', tags: ['vip'], fields: [{ value: '{amount}' }] }],
      paymentLinks: {
        checkout: { storeId: 'acme', checkoutId: 'popup', live: true },
        storefront: 'acme.onfastspring.com',
      },
    },
  });
});

describe('the time of a task', () => {
  test.each(['00:00', '09:05', '19:59', '20:00', '23:59'])('may be %s', (time) => {
    expect(parseSettings(due(1, time)).ok).toBe(true);
  });

  test.each(['24:00', '9:00', '09:60', '09:5', '109:00', '09:000', 'noon'])('may not be %s', (time) => {
    expect(parseSettings(due(1, time))).toMatchObject({
      problems: [{ path: 'rules.0.task.dueOn.time', code: 'wrong_format' }],
    });
  });
});

describe('the storefront', () => {
  const parsed = (storefront: string) => parseSettings({ paymentLinks: { storefront } });
  const longestName = 'a'.repeat(63);

  test.each([
    ['https://acme.onfastspring.com/popup-acme', 'acme.onfastspring.com'],
    ['http://shop.acme.example', 'shop.acme.example'],
    ['a-1.example', 'a-1.example'],
    ['x.example', 'x.example'],
    [`${longestName}.example`, `${longestName}.example`],
    [`${'a.'.repeat(125)}com`, `${'a.'.repeat(125)}com`],
  ])('%s is at %s', (address, host) => {
    expect(parsed(address)).toMatchObject({ settings: { paymentLinks: { storefront: host } } });
  });

  test.each([
    'acme',
    '-acme.example',
    'acme-.example',
    'acme..example',
    'acme.e',
    'acme.example1',
    'acme example.com',
    'acme.example:8080',
    'ftp://acme.example',
    'see https://acme.example',
    'xhttps://acme.example',
    `a${longestName}.example`,
    `${'a.'.repeat(126)}com`,
    '/acme.example',
    '',
  ])('is at no %j', (address) => {
    expect(parsed(address)).toMatchObject({ problems: [{ path: 'paymentLinks.storefront', code: 'wrong_format' }] });
  });
});
