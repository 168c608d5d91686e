import type { Refusal } from '../client/answer.ts';
import { fill } from '../ui/texts.ts';
import type { LinkTexts } from './form-state.ts';

export function refusalText(
  { code, reason, detail }: Pick<Refusal, 'code' | 'reason' | 'detail'>,
  texts: LinkTexts,
): string {
  const known = Object.entries(texts.refusals).find(([name]) => name === code)?.[1];
  return known === undefined
    ? (detail ?? reason ?? texts.refusals.unreachable)
    : fill(known, { reason: reason ?? '' }).trim();
}
