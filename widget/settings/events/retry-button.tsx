import type { JSX } from 'preact';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

/** Retries one effect, and no other of its event. */
export function RetryButton(props: {
  effectId: string;
  description: string;
  onRetried: () => Promise<void>;
}): JSX.Element {
  const { effectId, description, onRetried } = props;
  const { texts, api } = usePage();
  const { isBusy, refusal, send } = useRequest();

  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={fill(texts.effects.retryOf, { effect: description })}
        onClick={() => void send(() => api.retry(effectId), onRetried)}
      >
        {texts.effects.retry}
      </button>
      <RefusalMessage refusal={refusal} />
    </>
  );
}
