import type { Refusal } from '../../client/answer.ts';
import { fill } from '../../ui/texts.ts';
import type { PageTexts } from './page-context.ts';

/** The problem and its remedy: the page's words for the server's code. */
export function refusalText(texts: PageTexts, { code, reason }: Refusal): string {
  const known = Object.entries(texts.refusals).find(([name]) => name === code)?.[1];
  return fill(known ?? texts.refusals.rejected, { detail: reason ?? '' });
}
