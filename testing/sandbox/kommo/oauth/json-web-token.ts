import { createHmac } from 'node:crypto';

/** Signs claims as Kommo does its one-time tokens: HS256, the key as a plain string. `undefined` claims are left out. */
export function signToken(claims: Readonly<Record<string, unknown>>, key: string): string {
  const parts = [{ typ: 'JWT', alg: 'HS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = parts.join('.');
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
