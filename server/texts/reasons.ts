import { languageOf, type Texts } from './language.ts';

/**
 * FastSpring's reason in words: a decline code (`EXPIRED_CARD`), an order's reason (`wireTransfer`) or a refund's, which
 * comes as a code or in English words. A reason we have no words for is given as it came; `null` says that there is none
 * worth telling. https://developer.fastspring.com/reference/subscription-charge-failed#reason-codes
 */
export function reasonText(reason: string | null, language: string): string | null {
  const given = reason?.trim() ?? '';
  const code = given
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (saysNothing.has(code)) return null;
  const { texts } = languageOf(language);
  return wordsIn(texts, given) ?? wordsIn(texts, code) ?? given;
}

const saysNothing: ReadonlySet<string> = new Set(['', 'UNKNOWN', 'OTHER', 'NONE', 'NULL', 'N_A']);

function wordsIn(texts: Texts, code: string): string | null {
  for (const words of [texts.decline, texts.orderReason, texts.refundReason]) {
    const found = Object.entries(words).find(([known]) => known === code);
    if (found !== undefined) return found[1];
  }
  return null;
}
