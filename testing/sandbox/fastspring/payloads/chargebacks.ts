import type { Chargeback } from '../records.ts';
import { javaDate, type Payload } from './values.ts';

/** `data` of chargeback.created. Its `id` is its order's, and it names no account. */
export function chargebackPayload(chargeback: Chargeback): Payload {
  return {
    id: chargeback.order.id,
    reasonCode: '4837',
    reasonDescription: 'FRAUDULENT',
    fraudType: 'true',
    creationDate: javaDate(chargeback.at),
    chargebackAmount: Number(chargeback.amount),
    currency: chargeback.order.currency,
    order: chargeback.order.id,
    processorCaseId: chargeback.caseId,
    status: 'NEW',
    paymentMethod: 'CREDIT_CARD',
    paymentMethodVariant: 'Visa',
  };
}
