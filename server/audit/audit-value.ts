import type { z } from 'zod';

/** JSON that an audit entry may hold. */
export type AuditValue = z.core.util.JSONType;
export type AuditObject = Record<string, AuditValue>;

/** A pattern with an `@` in the middle would take time quadratic in the length of the text. */
const words = /[^\s<>"'(),;:]+/g;

/** Removes e-mail addresses typed into a text, e.g. of a task: entries are kept even after a person is erased. */
export function objectWithoutAddresses(object: AuditObject): AuditObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, withoutAddresses(value)]));
}

function withoutAddresses(value: AuditValue): AuditValue {
  if (typeof value === 'string') return value.replace(words, (word) => (/.@./s.test(word) ? '…@…' : word));
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(withoutAddresses) : objectWithoutAddresses(value);
}
