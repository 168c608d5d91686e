import { fill } from '../ui/texts.ts';
import type { LinkTexts } from './form-state.ts';
import type { Refusal } from './link-api.ts';

/** Why there is no link, in the reader's language. */
export function refusalText({ code, reason }: Pick<Refusal, 'code' | 'reason'>, texts: LinkTexts): string {
  const known = Object.entries(texts.refusals).find(([name]) => name === code)?.[1];
  return known === undefined ? (reason ?? texts.refusals.unreachable) : fill(known, { reason: reason ?? '' }).trim();
}
