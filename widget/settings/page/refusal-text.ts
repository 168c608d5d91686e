import type { Refusal } from '../../client/answer.ts';
import { fill } from '../../ui/texts.ts';
import type { PageTexts } from './page-context.ts';

/** What went wrong and what to do: the page's words for the server's code, else the server's own sentence. */
export function refusalText(texts: PageTexts, { code, detail }: Refusal): string {
  const known = Object.entries(texts.refusals).find(([name]) => name === code)?.[1];
  return fill(known ?? texts.refusals.rejected, { detail: detail ?? '' });
}
