import type { CardContact, CardView, CustomersLead } from '../../server/api/card/payments-view.ts';
import type { HttpAnswer, HttpExchange, HttpRequest, KommoHost } from '../host/kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

/** Why there is no answer to show. `detail` is the server's sentence for the reader, when it gave one. */
export interface Failure {
  readonly kind: 'unreachable' | 'refused' | 'forbidden' | 'rejected';
  readonly detail: string | null;
}

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
  /** `unchanged` only when an `etag` was given; a held one is answered when something changes, or after 25 s */
  read(card: string, etag: string | null, isHeld: boolean): Call<PaymentsAnswer>;
  /** the same, telling the server which contacts the open card shows */
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
  const send = (request: Omit<HttpRequest, 'url' | 'headers'>, path: string, etag: string | null): HttpExchange =>
    host.send({
      ...request,
      url: `${BACKEND_URL}/api/v1/${path}${request.isHeld ? '?wait=25' : ''}`,
      headers: { 'Accept-Language': host.locale(), ...(etag === null ? {} : { 'If-None-Match': etag }) },
    });

  const change = async (method: 'PUT' | 'DELETE', card: string, customerId: string): Promise<Failure | null> => {
    const path = `${card}/customers/${encodeURIComponent(customerId)}`;
    const answer = await send({ method }, path, null).answer;
    return isSuccess(answer) ? null : failureOf(answer);
  };

  return {
    read: (card, etag, isHeld) => paymentsCall(card, send({ method: 'GET', isHeld }, `${card}/payments`, etag)),
    readWithContacts: (card, contacts, known, isHeld) =>
      paymentsCall(
        card,
        send({ method: 'POST', isHeld, json: { contacts: namesLeftOut(contacts), known } }, `${card}/payments`, null),
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

/** The server looks for addresses; whose they are is none of its business. */
const namesLeftOut = (contacts: readonly CardContact[]): readonly CardContact[] =>
  contacts.map(({ id, emails }) => ({ id, emails }));

const isSuccess = (answer: HttpAnswer): boolean => answer.status >= 200 && answer.status < 300;

/** From `application/problem+json`; a gateway's HTML page gives no detail. */
export function failureOf(answer: HttpAnswer): Failure {
  const problem = parseJson(answer.body);
  const detail = isRecord(problem) && typeof problem.detail === 'string' ? problem.detail : null;
  if (answer.status === 401) return { kind: 'refused', detail };
  if (answer.status === 403) return { kind: 'forbidden', detail };
  const isOurAnswer = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && detail !== null;
  return isOurAnswer ? { kind: 'rejected', detail } : { kind: 'unreachable', detail: null };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The newest list tells an answer of our server in this version from a proxy's page or an older server's answer. */
const isPanelView = (value: unknown, card: string): value is PanelView =>
  isRecord(value) &&
  card.endsWith(`/${value.leadId ?? value.contactId ?? value.companyId}`) &&
  Array.isArray(value.unlinked);
