import type { PageTexts } from '../page/page-context.ts';

/**
 * What a changed value is called on the page: by the label of its field, or by the name of its section.
 * @param place e.g. `matching.byCompanyDomain`; one without a label stays as it is, such as another version's
 */
export function placeName(place: string, texts: PageTexts): string {
  const { connect, unmatched, paymentLinks, fields } = texts;
  const names: Readonly<Record<string, string>> = {
    'fastspring.webhookSecret': connect.secret.title,
    'fastspring.apiUsername': connect.credentials.username,
    'fastspring.apiPassword': connect.credentials.password,
    'access.buyers': texts.access.users,
    'matching.byCompanyDomain': unmatched.byDomain,
    'matching.createWhenUnmatched': unmatched.whenNobody,
    'matching.companyDomains': unmatched.companyDomains,
    'matching.providerDomains': unmatched.providerDomains,
    'paymentLinks.checkout': paymentLinks.kinds.checkout,
    'paymentLinks.checkout.storeId': paymentLinks.storeId,
    'paymentLinks.checkout.checkoutId': paymentLinks.checkoutId,
    'paymentLinks.checkout.live': `${paymentLinks.kinds.checkout}, live`,
    'paymentLinks.storefront': paymentLinks.storefront,
    'reconciliation.markEventsProcessed': texts.agreement.mark,
    'alarms.email': texts.health.email,
    products: texts.products.title,
    responsible: texts.responsible.title,
    rules: texts.rules.title,
    testOrders: texts.rules.testOrders,
    invoices: texts.invoices.toggle,
    ...Object.fromEntries(Object.entries(fields.uses).map(([use, name]) => [`fields.${use}`, name])),
  };
  return names[place] ?? place;
}
