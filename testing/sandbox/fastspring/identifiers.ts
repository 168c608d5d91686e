import { randomBytes, randomInt } from 'node:crypto';

/** An account's, order's or subscription's id: 22 characters of base64url. */
export function entityId(): string {
  return randomBytes(16).toString('base64url');
}

/** An event's, quote's or session's id: a prefix, then upper-case letters and digits. */
export function upperCaseId(prefix: string, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return prefix + Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** An order's reference, e.g. `BLU261120-4711-08151`; rebills end in `B`, returns in `X`. `at` in ms. */
export function reference(at: number, suffix: '' | 'B' | 'X' = ''): string {
  const date = new Date(at).toISOString().slice(2, 10).replaceAll('-', '');
  return `BLU${date}-${randomInt(1000, 9999)}-${randomInt(10_000, 99_999)}${suffix}`;
}
