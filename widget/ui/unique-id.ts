import { useState } from 'preact/hooks';

/**
 * An id that no other element of the page has. Preact's own `useId` counts from the same number in each copy of the widget,
 * and a page of Kommo's may hold two: a label would then name a control of the other one.
 */
export function useUniqueId(): string {
  return useState(() => `pvf-${crypto.randomUUID()}`)[0];
}
