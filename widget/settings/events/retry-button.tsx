import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fill } from '../../ui/texts.ts';
import type { Refusal } from '../api/answers.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

/** Has one effect tried again, and nothing else of its event. */
export function RetryButton(props: {
  effectId: string;
  description: string;
  onRetried: () => Promise<void>;
}): JSX.Element {
  const { effectId, description, onRetried } = props;
  const { texts, api } = usePage();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const retry = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.retry(effectId);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) await onRetried();
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={fill(texts.effects.retryOf, { effect: description })}
        onClick={() => void retry()}
      >
        {texts.effects.retry}
      </button>
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
    </>
  );
}
