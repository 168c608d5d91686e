import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import type { LoadRequest } from './load.ts';

export const stripeWebhookSecret = 'whsec_bench';
/** never sent: no request leaves this machine */
export const stripeSecretKey = 'sk_test_bench';

const { webhooks } = new Stripe(stripeSecretKey);

/**
 * A signed webhook with a new card payment, laid out and indented as Stripe sends it
 * (https://docs.stripe.com/api/charges/object).
 */
export function chargeDelivery(): LoadRequest {
  const payload = JSON.stringify(chargeSucceeded(), null, 2);
  const signature = webhooks.generateTestHeaderString({ payload, secret: stripeWebhookSecret });
  return {
    body: Buffer.from(payload),
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
  };
}

function chargeSucceeded(): object {
  const created = Math.floor(Date.now() / 1_000);
  return {
    id: idOf('evt'),
    object: 'event',
    api_version: '2020-08-27',
    created,
    data: { object: paidCharge(created) },
    livemode: true,
    pending_webhooks: 1,
    request: { id: idOf('req'), idempotency_key: idOf('key') },
    type: 'charge.succeeded',
  };
}

function paidCharge(created: number): object {
  const id = idOf('ch');
  return {
    ...{ id, object: 'charge', amount: 11_900, amount_captured: 11_900, amount_refunded: 0 },
    ...{ application: null, application_fee: null, application_fee_amount: null, balance_transaction: idOf('txn') },
    billing_details: {
      address: {
        city: 'Berlin',
        country: 'DE',
        line1: 'Lange Straße 12',
        line2: null,
        postal_code: '10115',
        state: '',
      },
      ...{ email: 'reader@firm.example', name: 'Reader of Books', phone: null, tax_id: null },
    },
    ...{ calculated_statement_descriptor: 'BOOKSHOP', captured: true, created, currency: 'eur', customer: idOf('cus') },
    ...{ description: 'Book', destination: null, dispute: null, disputed: false, failure_balance_transaction: null },
    ...{ failure_code: null, failure_message: null, fraud_details: {}, invoice: null, livemode: true },
    metadata: { order: idOf('order'), sku: 'BOOK', language: 'en', source: 'website' },
    ...{ on_behalf_of: null, order: null },
    outcome: {
      ...{ advice_code: null, network_advice_code: null, network_decline_code: null },
      ...{ network_status: 'approved_by_network', reason: null, risk_level: 'normal', risk_score: 12 },
      ...{ seller_message: 'Payment complete.', type: 'authorized' },
    },
    ...{ paid: true, payment_intent: idOf('pi'), payment_method: idOf('pm'), payment_method_details: card() },
    radar_options: {},
    ...{ receipt_email: 'reader@firm.example', receipt_number: null },
    receipt_url: `https://pay.stripe.example/receipts/payment/${randomBytes(64).toString('base64url')}`,
    ...{ refunded: false, refunds: { object: 'list', data: [], has_more: false, url: `/v1/charges/${id}/refunds` } },
    ...{ review: null, shipping: null, source: null, source_transfer: null, statement_descriptor: null },
    ...{ statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null, transfer_group: null },
  };
}

function card(): object {
  return {
    card: {
      ...{ amount_authorized: 11_900, authorization_code: '123456', brand: 'visa' },
      checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: 'pass' },
      ...{ country: 'DE', exp_month: 11, exp_year: 2031, fingerprint: idOf('fp'), funding: 'credit' },
      extended_authorization: { status: 'disabled' },
      incremental_authorization: { status: 'unavailable' },
      ...{ installments: null, last4: '4242', mandate: null },
      multicapture: { status: 'unavailable' },
      ...{ network: 'visa', network_token: { used: false }, network_transaction_id: '104102978678771' },
      overcapture: { maximum_amount_capturable: 11_900, status: 'unavailable' },
      ...{ regulated_status: 'unregulated', three_d_secure: null, wallet: null },
    },
    type: 'card',
  };
}

function idOf(kind: string): string {
  return `${kind}_${randomBytes(12).toString('hex')}`;
}
