import { expect, test } from 'vitest';
import { type Settings, settingsSchema } from '../rules/settings/settings.ts';
import { objectWithoutAddresses } from './audit-value.ts';
import { auditedSettings } from './settings-difference.ts';

const settings = (change: object = {}) => settingsSchema.parse(change);
const difference = (before: Settings, after: Settings) => auditedSettings(before, after, {});
const rule = (change: object = {}) => ({ on: 'order.completed', ...change });

test('settings that stayed the same are left out, at any depth', () => {
  const before = settings({ testOrders: 'show', fields: { status: 71, country: 72 } });
  const after = settings({ testOrders: 'show', fields: { status: 71, country: 73 } });
  expect(difference(before, after)).toEqual({
    before: { fields: { country: 72 } },
    after: { fields: { country: 73 } },
  });
  expect(difference(before, before)).toBeNull();
});

test('of a list only the added and removed entries are kept', () => {
  const before = settings({ rules: [rule(), rule({ tags: ['a'] })] });
  const after = settings({ rules: [rule(), rule({ tags: ['b'] })] });
  const [, removed] = before.rules;
  const [, added] = after.rules;
  expect(difference(before, after)).toEqual({ before: { rules: [removed] }, after: { rules: [added] } });
});

test('a list in another order is kept whole, and one that repeats an entry loses only one of them', () => {
  const products = [
    { sku: 'A', pipelineId: 1 },
    { sku: 'B', pipelineId: 1 },
  ];
  const turned = products.toReversed();
  expect(difference(settings({ products }), settings({ products: turned }))).toEqual({
    before: { products },
    after: { products: turned },
  });
  expect(difference(settings({ rules: [rule(), rule()] }), settings({ rules: [rule()] }))?.before.rules).toHaveLength(
    1,
  );
});

test('a value that was added or removed is null on the other side', () => {
  expect(difference(settings(), settings({ paymentLinks: { storefront: 'acme.onfastspring.com' } }))).toEqual({
    before: { paymentLinks: { storefront: null } },
    after: { paymentLinks: { storefront: 'acme.onfastspring.com' } },
  });
});

test('of secrets and credentials only the fact that they were changed or removed is kept', () => {
  const change = { webhookSecret: 'new secret', apiUsername: 'NAME', apiPassword: null, hasWebhookSecret: true };
  const rest = settings();
  expect(auditedSettings(rest, settings({ testOrders: 'hide' }), change)).toEqual({
    before: { testOrders: 'show' },
    after: {
      testOrders: 'hide',
      fastspring: { webhookSecret: 'changed', apiUsername: 'changed', apiPassword: 'removed' },
    },
  });
  expect(auditedSettings(rest, rest, { webhookUrl: 'https://payments.example/webhooks/key' })).toBeNull();
});

test('addresses within any text are left out', () => {
  const value = {
    rules: [{ task: { text: 'Call anna.schmidt+x@acme.example, then <ben@birch.example>' }, n: 1 }, null],
  };
  expect(objectWithoutAddresses(value)).toEqual({ rules: [{ task: { text: 'Call …@…, then <…@…>' }, n: 1 }, null] });
});
