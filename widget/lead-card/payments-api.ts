import type { OlderPage } from '../../server/api/card/older-view.ts';
import type { CardContact, CardView, CustomersLead, WaitingCustomers } from '../../server/api/card/payments-view.ts';
import { type Failure, failureOf, isSuccess } from '../client/failure.ts';
import { isRecord, parseJson } from '../client/json.ts';
import { createSend } from '../client/send.ts';
import type { HttpAnswer, HttpExchange } from '../host/http-exchange.ts';
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

/** The lists of a panel that an answer may only begin. */
export type ListName = 'orders' | 'subscriptions' | 'history';

export interface Call<Answer> {
  readonly answer: Promise<Answer>;
  abort(): void;
}

/** `card` is its path below the API's, e.g. `leads/152464` or `contacts/406322`. */
export interface PaymentsApi {
  /**
   * With the open card's contacts, if there are any. `unchanged` only with an `etag`; a held request is answered when
   * something changes, or after 25 s.
   */
  read(card: string, contacts: readonly CardContact[], etag: string | null, isHeld: boolean): Call<PaymentsAnswer>;
  /** what follows the cursor in one of the lists */
  older<Item>(
    card: string,
    list: ListName,
    cursor: string,
    contacts: readonly CardContact[],
  ): Promise<OlderPage<Item> | Failure>;
  /** null when it is done */
  link(card: string, customerId: string): Promise<Failure | null>;
  unlink(card: string, customerId: string): Promise<Failure | null>;
}

export function createPaymentsApi(host: Pick<KommoHost, 'send' | 'locale'>): PaymentsApi {
  const send = createSend(host);
  const zone = encodeURIComponent(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const ask = (path: string, named: readonly CardContact[], known: string | null, isHeld: boolean): HttpExchange => {
    // The server only needs the addresses, not the names of the contacts.
    const contacts = named.map(({ id, emails }) => ({ id, emails }));
    return contacts.length > 0
      ? send({ method: 'POST', isHeld, json: { contacts, known } }, path)
      : send({ method: 'GET', isHeld }, path, known === null ? {} : { 'If-None-Match': known });
  };

  const change = (method: 'PUT' | 'DELETE') => async (card: string, customerId: string) => {
    const path = `${card}/customers/${encodeURIComponent(customerId)}`;
    const answer = await send({ method }, path).answer;
    return isSuccess(answer) ? null : failureOf(answer);
  };

  return {
    read(card, contacts, etag, isHeld) {
      const path = `${card}/payments?${isHeld ? 'wait=25&' : ''}zone=${zone}`;
      const { abort, answer } = ask(path, contacts, etag, isHeld);
      return { abort, answer: answer.then((received) => paymentsAnswer(card, received)) };
    },
    async older<Item>(
      card: string,
      list: ListName,
      cursor: string,
      contacts: readonly CardContact[],
    ): Promise<OlderPage<Item> | Failure> {
      const path = `${card}/payments/${list}?cursor=${encodeURIComponent(cursor)}`;
      const answer = await ask(path, contacts, null, false).answer;
      const page = parseJson(answer.body);
      return isOlderPage<Item>(page) ? page : failureOf(answer);
    },
    link: change('PUT'),
    unlink: change('DELETE'),
  };
}

const isOlderPage = <Item>(value: unknown): value is OlderPage<Item> => isRecord(value) && Array.isArray(value.items);

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
  Array.isArray(value.months);
