import type { CardContact, PaymentsView } from '../server/api/payments-view.ts';
import type { HttpAnswer, HttpExchange, HttpRequest, KommoHost } from './kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

/** Why there is no answer to show. `detail` is the server's sentence for the reader, when it gave one. */
export interface Failure {
  readonly kind: 'unreachable' | 'refused' | 'forbidden' | 'rejected';
  readonly detail: string | null;
}

export type PaymentsAnswer =
  | { readonly kind: 'view'; readonly view: PaymentsView; readonly etag: string | null }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failure'; readonly failure: Failure };

export interface Call<Answer> {
  readonly answer: Promise<Answer>;
  abort(): void;
}

export interface PaymentsApi {
  /** `unchanged` only when an `etag` was given; a held one is answered when something changes, or after 25 s */
  read(leadId: number, etag: string | null, isHeld: boolean): Call<PaymentsAnswer>;
  /** the same, telling the server which contacts the open card shows */
  readWithContacts(
    leadId: number,
    contacts: readonly CardContact[],
    etag: string | null,
    isHeld: boolean,
  ): Call<PaymentsAnswer>;
  /** null when it is done */
  link(leadId: number, customerId: string): Promise<Failure | null>;
  unlink(leadId: number, customerId: string): Promise<Failure | null>;
}

export function createPaymentsApi(host: Pick<KommoHost, 'send' | 'locale'>): PaymentsApi {
  const send = (request: Omit<HttpRequest, 'url' | 'headers'>, path: string, etag: string | null): HttpExchange =>
    host.send({
      ...request,
      url: `${BACKEND_URL}/api/v1/leads/${path}${request.isHeld ? '?wait=25' : ''}`,
      headers: { 'Accept-Language': host.locale(), ...(etag === null ? {} : { 'If-None-Match': etag }) },
    });

  const change = async (method: 'PUT' | 'DELETE', leadId: number, customerId: string): Promise<Failure | null> => {
    const path = `${leadId}/customers/${encodeURIComponent(customerId)}`;
    const answer = await send({ method }, path, null).answer;
    return isSuccess(answer) ? null : failureOf(answer);
  };

  return {
    read: (leadId, etag, isHeld) => paymentsCall(leadId, send({ method: 'GET', isHeld }, `${leadId}/payments`, etag)),
    readWithContacts: (leadId, contacts, known, isHeld) =>
      paymentsCall(
        leadId,
        send({ method: 'POST', isHeld, json: { contacts: namesLeftOut(contacts), known } }, `${leadId}/payments`, null),
      ),
    link: (leadId, customerId) => change('PUT', leadId, customerId),
    unlink: (leadId, customerId) => change('DELETE', leadId, customerId),
  };
}

function paymentsCall(leadId: number, exchange: HttpExchange): Call<PaymentsAnswer> {
  return {
    abort: exchange.abort,
    answer: exchange.answer.then((answer): PaymentsAnswer => {
      if (answer.status === 304 || answer.status === 204) return { kind: 'unchanged' };
      if (!isSuccess(answer)) return { kind: 'failure', failure: failureOf(answer) };
      const view = parseJson(answer.body);
      if (isPaymentsView(view, leadId)) return { kind: 'view', view, etag: answer.etag };
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
const isPaymentsView = (value: unknown, leadId: number): value is PaymentsView =>
  isRecord(value) && value.leadId === leadId && Array.isArray(value.unlinked);
