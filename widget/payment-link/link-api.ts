import type {
  PaymentLinkDraft,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import { type Answer, readAnswer } from '../client/answer.ts';
import { createSend } from '../client/send.ts';
import type { KommoHost } from '../host/kommo-host.ts';

export interface LinkApi {
  offer(): Promise<Answer<PaymentLinkOffer>>;
  make(draft: PaymentLinkDraft): Promise<Answer<PaymentLinkView>>;
}

export function createLinkApi(host: Pick<KommoHost, 'send' | 'locale'>, leadId: number): LinkApi {
  const send = createSend(host);
  const path = `leads/${leadId}/payment-links`;
  return {
    offer: async () => readAnswer(await send({ method: 'GET' }, `${path}/offer`).answer, ['products']),
    make: async (json) => readAnswer(await send({ method: 'POST', json }, path).answer, ['url']),
  };
}
