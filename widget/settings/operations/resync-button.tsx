import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fill } from '../../ui/texts.ts';
import type { Refusal } from '../api/answers.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

/** Has a customer looked up in Kommo again. It takes its time, so the button says that it has begun. */
export function ResyncButton({ customerId, name }: { customerId: string; name: string }): JSX.Element {
  const { texts, api, refreshStatus } = usePage();
  const words = texts.operations.resync;
  const [isBusy, setBusy] = useState(false);
  const [isStarted, setStarted] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const resync = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.resync(customerId);
    setRefusal(answer.ok ? null : answer.refusal);
    setStarted(answer.ok);
    if (answer.ok) await refreshStatus();
    setBusy(false);
  };
  return (
    <div class="pvf-actions">
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={fill(words.startOf, { customer: name })}
        onClick={() => void resync()}
      >
        {words.start}
      </button>
      <span role="status" class="pvf-good">
        {isStarted && words.started}
      </span>
      {refusal && (
        <span class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </span>
      )}
    </div>
  );
}
