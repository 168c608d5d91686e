import type { Match } from '../matching/match.ts';
import { fill, languageOf } from './language.ts';
import { explainMatch } from './match-text.ts';

/** Who did something to a customer's link with a lead; null when the program found it. */
type Person = string | null;

/** Why a customer's payments are on a lead, for its history. */
export function linkedText(name: string, by: Person, match: Pick<Match, 'reason' | 'details'>, tag: string): string {
  const { texts } = languageOf(tag);
  if (by !== null) return fill(texts.link.byHand, { name, user: by });
  return fill(texts.link.found, { name, why: explainMatch(match, tag) });
}

/** Why they are not any more, or were not to be suggested for it. */
export function unlinkedText(name: string, by: string, wasLinked: boolean, tag: string): string {
  const { texts } = languageOf(tag);
  return fill(wasLinked ? texts.link.removed : texts.link.dismissed, { name, user: by });
}

/** On the button that takes an unlinking back. */
export function linkAgainText(tag: string): string {
  return languageOf(tag).texts.link.again;
}

/** How many paying customers wait for a lead; those beyond `countedAtMost` are not known. */
export function waitingText(count: number, countedAtMost: number, tag: string): string {
  const { locale, texts } = languageOf(tag);
  if (count >= countedAtMost) return fill(texts.waiting.more, { count: countedAtMost - 1 });
  const isOne = new Intl.PluralRules(locale).select(count) === 'one';
  return fill(isOne ? texts.waiting.one : texts.waiting.other, { count });
}
