import type { KommoWidget, XhrLike } from './kommo-widget.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** whether the server may hold the request for 25 s */
  readonly isHeld?: boolean;
}

export interface HttpExchange {
  readonly answer: Promise<HttpAnswer>;
  abort(): void;
}

/** `status` is 0 without an answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: string;
}

const ANSWER_TIMEOUT_MS = 15_000;
const HELD_TIMEOUT_MS = 40_000;

/** Sends a request with Kommo's one-time token. The answer never rejects. */
export function send(self: KommoWidget, { json, isHeld, ...request }: HttpRequest): HttpExchange {
  let xhr: XMLHttpRequest | undefined;
  const deferred = self.$authorizedAjax({
    ...request,
    dataType: 'text',
    timeout: isHeld ? HELD_TIMEOUT_MS : ANSWER_TIMEOUT_MS,
    // The Deferred has no `abort`, and a browser has six connections to a server: a held request must not keep its
    // own.
    xhr() {
      xhr = new XMLHttpRequest();
      return xhr;
    },
    ...(json === undefined ? {} : { data: JSON.stringify(json), contentType: 'application/json; charset=utf-8' }),
  });
  const answer = new Promise<HttpAnswer>((resolve) => {
    deferred.then(
      (data, _status, answered) => resolve(answerOf(answered, data, 200)),
      (failed) => resolve(answerOf(failed, failed?.responseText, 0)),
    );
  });
  return {
    answer,
    abort() {
      if (!xhr) return;
      // jQuery 2 does not listen to it, and would keep the request until its timeout.
      xhr.onabort = xhr.onerror;
      xhr.abort();
    },
  };
}

function answerOf(xhr: XhrLike | undefined, body: unknown, otherwise: number): HttpAnswer {
  return {
    status: xhr?.status ?? otherwise,
    etag: xhr?.getResponseHeader('ETag') ?? null,
    body: typeof body === 'string' ? body : '',
  };
}
