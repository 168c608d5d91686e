import { createHmac } from 'node:crypto';

export interface WebhookToSend {
  /** the whole address, with the account's webhook key */
  readonly url: string;
  readonly secret: string;
  /** events in FastSpring's envelope, or any other value to send instead */
  readonly events?: readonly object[];
  /** the exact bytes; replaces `events` */
  readonly body?: string | Uint8Array;
  readonly encoding?: SignatureEncoding;
  /** sent instead of the right signature; null leaves the header out */
  readonly signature?: string | null;
}

/** FastSpring signs in base64; some guides show hex. */
type SignatureEncoding = 'base64' | 'hex';

export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
  /** ms from sending to the answer's last byte */
  readonly took: number;
}

/** The HMAC-SHA256 of the body, as FastSpring puts it into `X-FS-Signature`. */
function signWebhook(body: string | Uint8Array, secret: string, encoding: SignatureEncoding = 'base64'): string {
  return createHmac('sha256', secret).update(body).digest(encoding);
}

/** Posts one webhook as FastSpring does. Throws when the receiver does not answer at all. */
export async function sendWebhook(webhook: WebhookToSend): Promise<WebhookAnswer> {
  const body = Buffer.from(webhook.body ?? JSON.stringify({ events: webhook.events ?? [] }));
  const signature =
    webhook.signature === undefined ? signWebhook(body, webhook.secret, webhook.encoding) : webhook.signature;
  const startedAt = performance.now();
  const response = await fetch(webhook.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'user-agent': 'FS',
      ...(signature === null ? {} : { 'X-FS-Signature': signature }),
    },
    body,
  });
  return { status: response.status, body: await response.text(), took: performance.now() - startedAt };
}
