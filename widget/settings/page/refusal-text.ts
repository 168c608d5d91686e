import { fill } from '../../ui/texts.ts';
import type { Refusal } from '../api/answers.ts';
import type { PageTexts } from './page-context.ts';

/** What went wrong and what to do, in the reader's language; Kommo's own words are put in as they are. */
export function refusalText(texts: PageTexts, { code, detail }: Refusal): string {
  return fill(texts.refusals[code], { detail: detail ?? '' });
}
