import type { PageTexts } from '../page/page-context.ts';

/** The name of an event type such as `order.completed` in the reader's language; an unknown type stays unchanged. */
export function eventName(texts: PageTexts, type: string): string {
  const names: Readonly<Record<string, string>> = texts.eventTypes;
  return names[type.replaceAll('.', '_')] ?? type;
}
