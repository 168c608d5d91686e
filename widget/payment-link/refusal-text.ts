import type { Refusal } from '../client/answer.ts';
import { fill } from '../ui/texts.ts';
import type { LinkTexts } from './form-state.ts';

/** The problem and its remedy: our words for the server's code. */
export function refusalText({ code, reason }: Pick<Refusal, 'code' | 'reason'>, { refusals }: LinkTexts): string {
  const known = Object.entries(refusals).find(([name]) => name === code)?.[1];
  return fill(known ?? refusals.rejected, { reason: reason ?? '' }).trim();
}
