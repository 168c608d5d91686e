import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';

/** Why an event waits or failed, in words; null without a problem. */
export function reasonText(texts: PageTexts, reason: unknown): string | null {
  if (typeof reason !== 'object' || reason === null) return null;
  const reasons: Readonly<Record<string, string>> = texts.events.reasons;
  const code = String(Reflect.get(reason, 'code'));
  const detail = Reflect.get(reason, 'detail') ?? Reflect.get(reason, 'error');
  return fill(reasons[code] ?? texts.events.reasons.other, { detail: typeof detail === 'string' ? detail : code });
}
