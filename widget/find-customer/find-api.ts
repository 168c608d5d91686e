import type { SuggestedCustomer } from '../../server/api/card/payments-view.ts';
import { type Failure, failureOf, isRecord, parseJson } from '../client/api.ts';
import type { KommoHost } from '../host/kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

export type Found = { readonly customers: readonly SuggestedCustomer[] } | { readonly failure: Failure };

/** Gives the function that finds customers who are not on the lead, by a part of their e-mail, name or company. */
export function createFindApi(
  host: Pick<KommoHost, 'send' | 'locale'>,
  leadId: number,
): (words: string) => Promise<Found> {
  return async (words) => {
    const { answer } = host.send({
      method: 'GET',
      url: `${BACKEND_URL}/api/v1/leads/${leadId}/customers?search=${encodeURIComponent(words)}`,
      headers: { 'Accept-Language': host.locale() },
    });
    const received = await answer;
    const found = parseJson(received.body);
    return isFound(found) ? found : { failure: failureOf(received) };
  };
}

const isFound = (value: unknown): value is { readonly customers: readonly SuggestedCustomer[] } =>
  isRecord(value) && Array.isArray(value.customers);
