import type { z } from 'zod';

/** JSON that an audit entry may hold. */
export type AuditValue = z.core.util.JSONType;
export type AuditObject = Record<string, AuditValue>;

/** An expression with an `@` in its middle would take the square of the text's length. */
const words = /[^\s<>"'(),;:]+/g;

/** E-mail addresses that somebody typed into a text, e.g. a task's, are left out: entries outlive the people they name. */
export function objectWithoutAddresses(object: AuditObject): AuditObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, withoutAddresses(value)]));
}

function withoutAddresses(value: AuditValue): AuditValue {
  if (typeof value === 'string') return value.replace(words, (word) => (/.@./s.test(word) ? '…@…' : word));
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(withoutAddresses) : objectWithoutAddresses(value);
}
