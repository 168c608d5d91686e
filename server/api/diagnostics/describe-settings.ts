import type { Rule, Settings } from '../../rules/settings/settings.ts';

/**
 * The settings without what may name a person or a company: people, domains, SKUs, labels and texts are counted or left
 * out. Each part is named here, so that a new one cannot slip in unseen.
 */
export function describeSettings(settings: Settings): Record<keyof Settings, unknown> {
  const { access, alarms, matching, products, responsible, rules, fields, testOrders, invoices } = settings;
  const { paymentLinks, reconciliation } = settings;
  return {
    access: { buyers: access.buyers.length },
    alarms: { hasEmail: alarms.email !== null },
    matching: {
      byCompanyDomain: matching.byCompanyDomain,
      createWhenUnmatched: matching.createWhenUnmatched,
      companyDomains: matching.companyDomains.length,
      providerDomains: matching.providerDomains.length,
    },
    products: products.map(({ pipelineId }) => ({ pipelineId })),
    responsible: responsible.map(({ pipelineId, userIds }) => ({ pipelineId, users: userIds.length })),
    rules: rules.map(describeRule),
    fields,
    testOrders,
    invoices,
    paymentLinks: {
      checkout: paymentLinks.checkout === null ? null : { live: paymentLinks.checkout.live },
      hasStorefront: paymentLinks.storefront !== null,
    },
    reconciliation: { markEventsProcessed: reconciliation.markEventsProcessed },
  };
}

function describeRule({ on, sku, pipelineId, moveTo, reopen, note, task, setPrice, tags, fields }: Rule) {
  return {
    ...{ on, hasSku: sku !== null, pipelineId, moveTo, reopen, note, setPrice },
    task: task === null ? null : { typeId: task.typeId, dueInHours: task.dueInHours, dueOn: task.dueOn },
    tags: tags.length,
    fields: fields.map(({ fieldId }) => fieldId),
  };
}
