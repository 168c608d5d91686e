import type { PaymentsSummary } from '../../server/api/lead-list/payments-summary-view.ts';
import type { ManyLinks, ManyLinksDraft } from '../../server/api/payment-links/many-links-view.ts';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import { type Answer, readAnswer } from '../client/answer.ts';
import { createSend } from '../client/send.ts';
import type { KommoHost } from '../host/kommo-host.ts';

/** One request each, for any number of leads: Kommo's audit rejects requests with its one-time token in a loop. */
export interface ListApi {
  summarize(leadIds: readonly number[]): Promise<Answer<PaymentsSummary>>;
  offer(leadId: number): Promise<Answer<PaymentLinkOffer>>;
  makeLinks(draft: ManyLinksDraft): Promise<Answer<ManyLinks>>;
}

export function createListApi(host: Pick<KommoHost, 'send' | 'locale'>): ListApi {
  const send = createSend(host);
  const post = (json: object, path: string, isHeld = false) => send({ method: 'POST', json, isHeld }, path).answer;
  return {
    summarize: async (leadIds) => readAnswer(await post({ leadIds }, 'leads/payments-summary'), ['leads']),
    offer: async (leadId) =>
      readAnswer(await send({ method: 'GET' }, `leads/${leadId}/payment-links/offer`).answer, ['products']),
    makeLinks: async (json) => readAnswer(await post(json, 'leads/payment-links', true), ['links']),
  };
}
