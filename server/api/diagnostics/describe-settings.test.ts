import { expect, test } from 'vitest';
import { settingsSchema } from '../../rules/settings/settings.ts';
import { describeSettings } from './describe-settings.ts';

test('ids, choices and counts are kept, and text that a person typed is not', () => {
  const settings = settingsSchema.parse({
    access: { buyers: [7, 8] },
    matching: { companyDomains: ['planted.example'], providerDomains: ['planted-mail.example'] },
    products: [{ sku: 'PLANTED-*', pipelineId: 1 }],
    responsible: [{ pipelineId: 1, userIds: [7] }],
    rules: [
      {
        ...{ on: 'order.completed', sku: 'planted', moveTo: { statusId: 142 }, tags: ['planted'] },
        task: { typeId: 1, text: 'Call Planted', dueInHours: 24 },
        fields: [{ fieldId: 71, value: 'planted' }],
      },
    ],
    paymentLinks: { checkout: { storeId: 'planted', checkoutId: 'planted' }, storefront: 'planted.onfastspring.com' },
  });
  const described = describeSettings(settings);
  expect(JSON.stringify(described)).not.toMatch(/planted/i);
  expect(described).toMatchObject({
    access: { buyers: 2 },
    matching: { byCompanyDomain: 'suggest', companyDomains: 1, providerDomains: 1 },
    products: [{ pipelineId: 1 }],
    responsible: [{ pipelineId: 1, users: 1 }],
    rules: [
      {
        ...{ on: 'order.completed', hasSku: true, moveTo: { pipelineId: null, statusId: 142 } },
        ...{ task: { typeId: 1, dueInHours: 24, dueOn: null }, tags: 1, fields: [71] },
      },
    ],
    paymentLinks: { checkout: { live: true }, hasStorefront: true },
  });
});
