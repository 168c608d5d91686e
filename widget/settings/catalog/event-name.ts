import type { PageTexts } from '../page/page-context.ts';

/** What FastSpring calls `order.completed`, in the reader's language; a type that we have no words for stays as it is. */
export function eventName(texts: PageTexts, type: string): string {
  const names: Readonly<Record<string, string>> = texts.eventTypes;
  return names[type.replaceAll('.', '_')] ?? type;
}
