import { fill, languageOf, type Texts } from './language.ts';

/** Why a lead was left in its stage, and what the words name. */
export interface NotMovedReason {
  readonly code: keyof Texts['notMoved'];
  readonly params: Readonly<Record<string, string | number>>;
}

/** The reason as a sentence for the event log; where the rule is at fault it says what to change. */
export function notMovedText(reason: NotMovedReason, language: string): string {
  return fill(languageOf(language).texts.notMoved[reason.code], reason.params);
}
