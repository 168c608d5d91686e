import type { JSX } from 'preact';
import type { Refusal } from '../../client/answer.ts';
import { usePage } from './page-context.ts';
import { refusalText } from './refusal-text.ts';

/** The server's refusal and its reason; empty without one. */
export function RefusalMessage({ refusal }: { refusal: Refusal | null }): JSX.Element | null {
  const { texts } = usePage();
  return (
    refusal && (
      <p class="pvf-problem" role="alert">
        {refusalText(texts, refusal)}
      </p>
    )
  );
}
