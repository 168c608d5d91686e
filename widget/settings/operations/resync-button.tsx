import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

/** Searches for a customer in Kommo again. It takes time, so the button says that it has begun. */
export function ResyncButton({ customerId, name }: { customerId: string; name: string }): JSX.Element {
  const { texts, api, refreshStatus } = usePage();
  const words = texts.operations.resync;
  const { isBusy, refusal, send } = useRequest();
  const [isStarted, setStarted] = useState(false);

  const resync = (): Promise<void> => {
    setStarted(false);
    return send(
      () => api.resync(customerId),
      async () => {
        setStarted(true);
        await refreshStatus();
      },
    );
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
      <RefusalMessage refusal={refusal} />
    </div>
  );
}
