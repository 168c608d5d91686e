import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether the header is the HMAC-SHA256 of exactly these bytes under one of the secrets (used as UTF-8, not decoded).
 * FastSpring sends base64 (https://developer.fastspring.com/reference/message-security); hex is accepted too. Every
 * secret is compared in constant time; while a secret is being changed, both the old and the new one are accepted.
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, header: string | undefined): boolean {
  const given = digestOf(header);
  if (given === undefined) return false;
  let matches = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    matches = timingSafeEqual(expected, given) || matches;
  }
  return matches;
}

/** Whether the header has the form of a signature; only the bytes decide whether it is valid. */
export function isSignature(header: string | undefined): boolean {
  return digestOf(header) !== undefined;
}

function digestOf(header: string | undefined): Buffer | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

/** The header's value as FastSpring sends it. */
export function signBody(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}
