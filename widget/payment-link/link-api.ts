import type {
  PaymentLinkDraft,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import type { HttpAnswer, HttpRequest, KommoHost } from '../host/kommo-host.ts';

/** The address of our own server, set at build time. */
declare const BACKEND_URL: string;

/** Why there is no link: a `code` of server/api/payment-links/fastspring-problem.ts, and the fields to correct. */
export interface Refusal {
  readonly code: string;
  readonly fields: readonly string[];
  /** FastSpring's own words, or the server's */
  readonly reason: string | null;
}

export type Result<Value> = { readonly value: Value } | { readonly refusal: Refusal };

export interface LinkApi {
  offer(): Promise<Result<PaymentLinkOffer>>;
  make(draft: PaymentLinkDraft): Promise<Result<PaymentLinkView>>;
}

export function createLinkApi(host: Pick<KommoHost, 'send' | 'locale'>, leadId: number): LinkApi {
  const ask = createAsk(host);
  return {
    offer: () => ask<PaymentLinkOffer>({ method: 'GET' }, `leads/${leadId}/payment-links/offer`, 'products'),
    make: (json) => ask<PaymentLinkView>({ method: 'POST', json }, `leads/${leadId}/payment-links`, 'url'),
  };
}

/** Gives the function that asks our server; `member` is one of the answer's. */
export function createAsk(host: Pick<KommoHost, 'send' | 'locale'>) {
  return async <Value>(
    request: Pick<HttpRequest, 'method' | 'json' | 'isHeld'>,
    path: string,
    member: keyof Value & string,
  ): Promise<Result<Value>> => {
    const headers = { 'Accept-Language': host.locale() };
    const { answer } = host.send({ ...request, url: `${BACKEND_URL}/api/v1/${path}`, headers });
    return readResult<Value>(await answer, member);
  };
}

/** `member` tells our server's answer from a proxy's page; what is inside is the server's promise. */
function readResult<Value>({ status, body }: HttpAnswer, member: keyof Value & string): Result<Value> {
  const parsed = parseJson(body);
  if (status >= 200 && status < 300 && isAnswer<Value>(parsed, member)) return { value: parsed };
  const { code, fields, reason, detail } = parsed;
  return {
    refusal: {
      code: typeof code === 'string' ? code : 'unreachable',
      fields: Array.isArray(fields) ? fields.map(String) : [],
      reason: [reason, detail].find((text) => typeof text === 'string') ?? null,
    },
  };
}

const isAnswer = <Value>(body: object, member: keyof Value & string): body is Value & object => member in body;

function parseJson(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
