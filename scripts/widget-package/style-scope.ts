import { createHash } from 'node:crypto';

/** The class that the widget's root elements have in every version. */
export const ROOT = 'payments-via-fastspring';

/**
 * The second class of the root elements, which names these styles. Two versions of the widget in one account, a private
 * one and the marketplace's, then never style each other. Equal styles have equal names, and do no harm.
 */
export function styleName(styles: readonly string[]): string {
  return `pvf-${createHash('sha256').update(JSON.stringify(styles)).digest('hex').slice(0, 8)}`;
}

/** Binds every rule of a style to the root elements of this name alone. */
export function scopeStyle(style: string, name: string): string {
  return style.replaceAll(new RegExp(`\\.${ROOT}(?![\\w-])`, 'g'), `.${name}`);
}
