/**
 * The ledger that each published or captured payload leaves, by file name. Most are test orders: they are in the ledger
 * with their mark and in no sum. Cents and currency as FastSpring wrote them; `monthly` is the recurring amount,
 * without tax.
 */
export const expectedLedger: Readonly<Record<string, readonly string[]>> = {
  'account.created.docs.json': ['customer by account, US', 'told: account.created'],
  'account.updated.docs.json': ['customer by account, US', 'told: account.updated'],
  'chargeback.created.docs.json': ['chargeback: 171.68 BRL, tax 0.00'],
  'fulfillment.failed.docs.json': ['customer by account, e-mail unknown', 'told: fulfillment.failed'],
  'mailingListEntry.abandoned.docs.json': ['customer by e-mail, US', 'told: mailingListEntry.abandoned'],
  'mailingListEntry.removed.docs-fixed.json': ['customer by e-mail, US', 'told: mailingListEntry.removed'],
  'mailingListEntry.updated.docs.json': ['customer by e-mail, US', 'told: mailingListEntry.updated'],
  'mailingListEntry.updated.fastspringexamples-landingPagePopup.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'mailingListEntry.updated.fastspringexamples-landingPageWeb.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'mailingListEntry.updated.fastspringexamples-sessionExistingAccountPopup.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'mailingListEntry.updated.fastspringexamples-sessionExistingAccountWeb.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'mailingListEntry.updated.fastspringexamples-sessionNewAccount.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'mailingListEntry.updated.fastspringexamples-webstorefrontURL.batch.json': [
    'customer by e-mail, NL',
    'told: mailingListEntry.abandoned',
  ],
  'order.approval.pending.docs.json': [
    'TEST purchase approval_pending: 60.00 USD, tax 0.00, discount 0.00',
    'customer by account, US',
  ],
  'order.canceled.docs.json': ['TEST purchase canceled: 60.00 USD, tax 0.00, discount 0.00', 'customer by account, US'],
  'order.completed.article.batch.json': [
    'purchase completed: 119.00 EUR, tax unknown, discount 0.00',
    'customer by e-mail',
  ],
  'order.completed.cashier.json': [
    'TEST purchase completed: 14.95 USD, tax 0.00, discount 0.00',
    'TEST subscription active: 1 × 14.95 USD per 1 month, monthly 14.95, next 2017-09-01',
    'customer by account, US',
  ],
  'order.completed.cryptlex-1.event.json': [
    'TEST purchase completed: 5380.80 INR, tax 820.80, discount 0.00',
    'TEST subscription active: 5 × 912 INR per 1 month, monthly 4560, next 2025-02-28',
    'customer by account, IN',
  ],
  'order.completed.cyberwombat-unexpanded.batch.json': [
    'TEST purchase completed: 100.00 USD, tax 0.00, discount 0.00',
    'customer by account, US',
  ],
  'order.completed.docs.json': [
    'TEST purchase completed: 60.00 USD, tax 0.00, discount 0.00',
    'customer by account, US',
  ],
  'order.failed.docs.json': ['TEST purchase failed: 60.00 USD, tax 0.00, discount 0.00', 'customer by account, US'],
  'order.payment.pending.docs.json': [
    'TEST purchase payment_pending: 60.00 USD, tax 0.00, discount 0.00',
    'customer by account, US',
  ],
  'payoutEntry.created.order.docs-fixed.json': [
    'TEST purchase completed: 14.95 USD, tax 0.00, discount 0.00, pays out 13.12 USD, fee 1.8321',
    'customer by account, US',
  ],
  'payoutEntry.created.return.docs.json': ['customer by account, US', 'told: payoutEntry.created'],
  'quote.created.docs.json': ['customer by account, US', 'told: quote.created'],
  'quote.updated.docs.json': ['customer by account, US', 'told: quote.updated'],
  'return.created.cyberwombat-unexpanded.batch.json': ['TEST refund: 300.00 USD, tax 0.00', 'customer by account'],
  'return.created.docs.json': ['TEST refund: 14.95 USD, tax 0.00', 'customer by account, US'],
  'subscription.activated.archrebel-monthly-eur.batch.json': [
    'TEST subscription active: 1 × 13 EUR per 1 month, monthly 13, next 2019-05-01',
    'customer by account, RS',
  ],
  'subscription.activated.archrebel-yearly.batch.json': [
    'TEST subscription active: 1 × 100 EUR per 1 year, monthly 8.33, next 2020-04-01',
    'customer by account, RS',
  ],
  'subscription.activated.article.batch.json': [
    'subscription active: 1 × ?  per  ?, monthly ?, next none',
    'customer by e-mail',
  ],
  'subscription.activated.cashier.json': [
    'TEST subscription active: 1 × 14.95 USD per 1 month, monthly 14.95, next 2017-09-01',
    'customer by account, US',
  ],
  'subscription.activated.docs.json': [
    'subscription active: 1 × 100 USD per 1 year, monthly 9.17, next 2026-07-01',
    'customer by account, US',
  ],
  'subscription.canceled.archrebel-monthly-eur.batch.json': [
    'TEST subscription canceled: 1 × 13 EUR per 1 month, monthly 13, next none',
    'customer by account, RS',
  ],
  'subscription.canceled.archrebel-yearly.batch.json': [
    'TEST subscription canceled: 1 × 100 EUR per 1 year, monthly 8.33, next none',
    'customer by account, RS',
  ],
  'subscription.canceled.cashier.json': [
    'TEST subscription canceled: 1 × 149.95 USD per 3 month, monthly 49.98, next none',
    'customer by account, US',
  ],
  'subscription.canceled.docs.json': [
    'subscription canceled: 1 × 100 USD per 1 year, monthly 9.17, next none',
    'customer by account, US',
  ],
  'subscription.charge.completed.cashier.json': [
    'TEST renewal completed: 149.95 USD, tax 0.00, discount 0.00',
    'TEST subscription active: 1 × 149.95 USD per 3 month, monthly 49.98, next 2018-04-11',
    'customer by account, US',
  ],
  'subscription.charge.completed.cryptlex-1.event.json': [
    'renewal completed: 2152.32 INR, tax unknown, discount 0.00',
    'customer by account, e-mail unknown',
  ],
  'subscription.charge.completed.docs-fixed.json': [
    'TEST renewal completed: 40.00 USD, tax 2.96, discount 0.00',
    'TEST subscription active: 1 × 10 USD per 1 month, monthly 9.26, next 2025-07-11',
    'customer by account, US',
  ],
  'subscription.charge.failed.docs.json': [
    'TEST subscription overdue: 1 × 14.95 USD per 1 month, monthly 13.84, next 2025-06-08',
    'customer by account, US',
  ],
  'subscription.deactivated.archrebel-yearly.batch.json': [
    'TEST subscription deactivated: 1 × 100 EUR per 1 year, monthly 8.33, next none',
    'customer by account, RS',
  ],
  'subscription.deactivated.cashier.json': [
    'TEST subscription deactivated: 1 × 149.95 USD per 3 month, monthly 49.98, next none',
    'customer by account, US',
  ],
  'subscription.deactivated.cryptlex-1.event.json': [
    'TEST subscription deactivated: 1 × 914 INR per 1 month, monthly 914, next none',
    'customer by account, IN',
  ],
  'subscription.deactivated.docs.json': [
    'subscription deactivated: 1 × 100 USD per 1 year, monthly 9.17, next none',
    'customer by account, US',
  ],
  'subscription.group.created.docs.json': [
    'TEST subscription active: 1 × 49.99 USD per 1 month, monthly 44.99, next 2025-08-31',
    'TEST subscription active: 1 × 79.99 USD per 1 month, monthly 74.99, next 2025-08-31',
    'customer by account, US',
  ],
  'subscription.group.deactivated.docs.json': ['customer by account, US', 'told: subscription.group.deactivated'],
  'subscription.group.payment.charge.completed.docs.json': [
    'TEST renewal completed: 20.00 USD, tax 1.48, discount 0.00',
    'TEST subscription active: 1 × 10 USD per 1 week, monthly 40.26, next 2025-02-25',
    'TEST subscription active: 1 × 10 USD per 1 week, monthly 40.26, next 2025-02-25',
    'customer by account, US',
  ],
  'subscription.group.payment.charge.failed.docs.json': [
    'TEST subscription overdue: 1 × 10 USD per 1 month, monthly 18.52, next 2025-04-11',
    'TEST subscription overdue: 1 × 10 USD per 1 month, monthly 9.26, next 2025-04-11',
    'customer by account, US',
  ],
  'subscription.group.payment.overdue.docs-fixed.json': [
    'TEST subscription overdue: 1 × 10 USD per 1 month, monthly 18.52, next 2025-04-11',
    'TEST subscription overdue: 1 × 10 USD per 1 month, monthly 9.26, next 2025-04-11',
    'customer by account, US',
  ],
  'subscription.group.payment.reminder.docs.json': [
    'TEST subscription active: 1 × 100 USD per 1 week, monthly 403.56, next 2024-11-27',
    'TEST subscription active: 1 × 0.23 USD per 1 week, monthly 1, next 2024-11-27',
    'customer by account, US',
  ],
  'subscription.group.prorated.docs.json': [
    'TEST subscription active: 1 × 10 USD per 1 week, monthly 100.44, next 2025-02-18',
    'TEST subscription active: 1 × 10 USD per 1 week, monthly 100.44, next 2025-02-18',
    'customer by account, US',
  ],
  'subscription.group.updated.docs.json': [
    'TEST subscription active: 1 × 10 USD per 1 month, monthly 9.26, next 2025-03-08',
    'TEST subscription active: 1 × 10 USD per 1 month, monthly 9.26, next 2025-03-08',
    'customer by account, e-mail unknown',
  ],
  'subscription.payment.overdue.cryptlex-1.event.json': [
    'TEST subscription overdue: 2 × 30 USD per 1 month, monthly 60, next 2020-06-10',
    'customer by account, US',
  ],
  'subscription.payment.overdue.docs.json': [
    'TEST subscription overdue: 2 × 100 USD per 1 month, monthly 185.18, next 2025-07-11',
    'customer by account, US',
  ],
  'subscription.payment.reminder.docs.json': [
    'TEST subscription active: 2 × 100 USD per 1 month, monthly 185.18, next 2025-07-11',
    'customer by account, US',
  ],
  'subscription.trial.reminder.docs-fixed.json': [
    'TEST subscription trial: 2 × 100 USD per 1 month, monthly 185.18, next 2025-07-11',
    'customer by account, US',
  ],
  'subscription.uncanceled.docs-fixed.json': [
    'TEST subscription active: 1 × 5 USD per 1 week, monthly 20.13, next 2025-01-27',
    'customer by account, US',
  ],
  'subscription.updated.docs-fixed.json': [
    'TEST subscription active: 2 × 30 USD per 1 month, monthly 60, next 2020-06-10',
    'customer by account, US',
  ],
};
