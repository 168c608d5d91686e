import type { SuggestedCustomer } from '../../server/api/card/payments-view.ts';
import { type Failure, failureOf } from '../client/failure.ts';
import { isRecord, parseJson } from '../client/json.ts';
import { createSend } from '../client/send.ts';
import type { KommoHost } from '../host/kommo-host.ts';

export type Found = { readonly customers: readonly SuggestedCustomer[] } | { readonly failure: Failure };

/** Returns the function that finds customers who are not on the lead, by a part of their e-mail, name or company. */
export function createFindApi(
  host: Pick<KommoHost, 'send' | 'locale'>,
  leadId: number,
): (words: string) => Promise<Found> {
  const send = createSend(host);
  return async (words) => {
    const path = `leads/${leadId}/customers?search=${encodeURIComponent(words)}`;
    const answer = await send({ method: 'GET' }, path).answer;
    const found = parseJson(answer.body);
    return isFound(found) ? found : { failure: failureOf(answer) };
  };
}

const isFound = (value: unknown): value is { readonly customers: readonly SuggestedCustomer[] } =>
  isRecord(value) && Array.isArray(value.customers);
