import type { CardContact, CardView, CustomersLead, WaitingCustomers } from '../../server/api/card/payments-view.ts';
import { type Failure, failureOf, isSuccess } from '../client/failure.ts';
import { isRecord, parseJson } from '../client/json.ts';
import { createSend, type Send } from '../client/send.ts';
import type { HttpAnswer } from '../host/http-exchange.ts';
import type { KommoHost } from '../host/kommo-host.ts';

/** The panel of a lead or, with their leads, of a contact or company. */
export type PanelView = CardView & {
  readonly leads?: readonly CustomersLead[];
  readonly waiting?: WaitingCustomers | null;
};

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
  const ask = (card: string, request: Parameters<Send>[0], headers = {}): Call<PaymentsAnswer> => {
    const { abort, answer } = send(request, `${card}/payments${request.isHeld ? '?wait=25' : ''}`, headers);
    return { abort, answer: answer.then((received) => paymentsAnswer(card, received)) };
  };

  const change = (method: 'PUT' | 'DELETE') => async (card: string, customerId: string) => {
    const path = `${card}/customers/${encodeURIComponent(customerId)}`;
    const answer = await send({ method }, path).answer;
    return isSuccess(answer) ? null : failureOf(answer);
  };

  return {
    read: (card, etag, isHeld) => ask(card, { method: 'GET', isHeld }, etag === null ? {} : { 'If-None-Match': etag }),
    readWithContacts(card, named, known, isHeld) {
      // The server only needs the addresses, not the names of the contacts.
      const contacts = named.map(({ id, emails }) => ({ id, emails }));
      return ask(card, { method: 'POST', isHeld, json: { contacts, known } });
    },
    link: change('PUT'),
    unlink: change('DELETE'),
  };
}

function paymentsAnswer(card: string, answer: HttpAnswer): PaymentsAnswer {
  if (answer.status === 304 || answer.status === 204) return { kind: 'unchanged' };
  if (!isSuccess(answer)) return { kind: 'failure', failure: failureOf(answer) };
  const view = parseJson(answer.body);
  if (isPanelView(view, card)) return { kind: 'view', view, etag: answer.etag };
  return { kind: 'failure', failure: { kind: 'unreachable', code: '' } };
}

/**
 * The newest list identifies an answer of our server in this version, as opposed to a proxy's page or an older server's
 * answer.
 */
const isPanelView = (value: unknown, card: string): value is PanelView =>
  isRecord(value) &&
  card.endsWith(`/${value.leadId ?? value.contactId ?? value.companyId}`) &&
  Array.isArray(value.unlinked);
