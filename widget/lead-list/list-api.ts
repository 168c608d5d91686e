import type { PaymentsSummary } from '../../server/api/lead-list/payments-summary-view.ts';
import type { ManyLinks, ManyLinksDraft } from '../../server/api/payment-links/many-links-view.ts';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { KommoHost } from '../host/kommo-host.ts';
import { createAsk, type Result } from '../payment-link/link-api.ts';

/** Each is one request, however many leads: Kommo's audit refuses its one-time token in a loop. */
export interface ListApi {
  summarize(leadIds: readonly number[]): Promise<Result<PaymentsSummary>>;
  offer(leadId: number): Promise<Result<PaymentLinkOffer>>;
  makeLinks(draft: ManyLinksDraft): Promise<Result<ManyLinks>>;
}

export function createListApi(host: Pick<KommoHost, 'send' | 'locale'>): ListApi {
  const ask = createAsk(host);
  return {
    summarize: (leadIds) => ask({ method: 'POST', json: { leadIds } }, 'leads/payments-summary', 'leads'),
    offer: (leadId) => ask({ method: 'GET' }, `leads/${leadId}/payment-links/offer`, 'products'),
    makeLinks: (json) => ask({ method: 'POST', json, isHeld: true }, 'leads/payment-links', 'links'),
  };
}
