import { useState } from 'preact/hooks';

/**
 * An id that is unique in the page. Preact's own `useId` counts from the same number in each copy of the widget, and
 * one of Kommo's pages may hold two: a label would then name a control of the other one.
 */
export function useUniqueId(): string {
  return useState(() => `pvf-${crypto.randomUUID()}`)[0];
}
