import type { CardContact, CardView, CustomersLead } from '../../server/api/card/payments-view.ts';
import { type Failure, failureOf, isSuccess } from '../client/failure.ts';
import { isRecord, parseJson } from '../client/json.ts';
import { createSend } from '../client/send.ts';
import type { HttpExchange, KommoHost } from '../host/kommo-host.ts';

/** The panel of a lead or, with their leads, of a contact or company. */
export type PanelView = CardView & { readonly leads?: readonly CustomersLead[] };

export type PaymentsAnswer =
  | { readonly kind: 'view'; readonly view: PanelView; readonly etag: string | null }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failure'; readonly failure: Failure };

export interface Call<Answer> {
  readonly answer: Promise<Answer>;
  abort(): void;
}

/** `card` is its path below the API's, e.g. `leads/152464` or `contacts/406322`. */
export interface PaymentsApi {
  /** `unchanged` only with an `etag`; a held request is answered when something changes, or after 25 s */
  read(card: string, etag: string | null, isHeld: boolean): Call<PaymentsAnswer>;
  /** the same, with the open card's contacts */
  readWithContacts(
    card: string,
    contacts: readonly CardContact[],
    etag: string | null,
    isHeld: boolean,
  ): Call<PaymentsAnswer>;
  /** null when it is done */
  link(card: string, customerId: string): Promise<Failure | null>;
  unlink(card: string, customerId: string): Promise<Failure | null>;
}

export function createPaymentsApi(host: Pick<KommoHost, 'send' | 'locale'>): PaymentsApi {
  const send = createSend(host);
  const payments = (card: string, isHeld: boolean): string => `${card}/payments${isHeld ? '?wait=25' : ''}`;

  const change = async (method: 'PUT' | 'DELETE', card: string, customerId: string): Promise<Failure | null> => {
    const path = `${card}/customers/${encodeURIComponent(customerId)}`;
    const answer = await send({ method }, path).answer;
    return isSuccess(answer) ? null : failureOf(answer);
  };

  return {
    read: (card, etag, isHeld) =>
      paymentsCall(
        card,
        send({ method: 'GET', isHeld }, payments(card, isHeld), etag === null ? {} : { 'If-None-Match': etag }),
      ),
    readWithContacts: (card, contacts, known, isHeld) =>
      paymentsCall(
        card,
        send({ method: 'POST', isHeld, json: { contacts: namesLeftOut(contacts), known } }, payments(card, isHeld)),
      ),
    link: (card, customerId) => change('PUT', card, customerId),
    unlink: (card, customerId) => change('DELETE', card, customerId),
  };
}

function paymentsCall(card: string, exchange: HttpExchange): Call<PaymentsAnswer> {
  return {
    abort: exchange.abort,
    answer: exchange.answer.then((answer): PaymentsAnswer => {
      if (answer.status === 304 || answer.status === 204) return { kind: 'unchanged' };
      if (!isSuccess(answer)) return { kind: 'failure', failure: failureOf(answer) };
      const view = parseJson(answer.body);
      if (isPanelView(view, card)) return { kind: 'view', view, etag: answer.etag };
      return { kind: 'failure', failure: { kind: 'unreachable', detail: null } };
    }),
  };
}

/** The server only needs the addresses, not the names of the contacts. */
const namesLeftOut = (contacts: readonly CardContact[]): readonly CardContact[] =>
  contacts.map(({ id, emails }) => ({ id, emails }));

/**
 * The newest list identifies an answer of our server in this version, as opposed to a proxy's page or an older server's
 * answer.
 */
const isPanelView = (value: unknown, card: string): value is PanelView =>
  isRecord(value) &&
  card.endsWith(`/${value.leadId ?? value.contactId ?? value.companyId}`) &&
  Array.isArray(value.unlinked);
