import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PauseView } from '../../../server/api/pause/pause-view.ts';
import type { Answer } from '../../client/answer.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';
import { pausedText } from './paused-text.ts';

/** Whether anything is written to Kommo; pausing needs a reason for other readers of the page. */
export function WritingPause(): JSX.Element {
  const { texts, status, refreshStatus } = usePage();
  const words = texts.operations.pause;
  const { isBusy, refusal, send } = useRequest();

  const change = (ask: () => Promise<Answer<unknown>>): Promise<void> => send(ask, refreshStatus);
  return (
    <div class="pvf-block">
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.what}</p>
      <div role="status">{status.pause !== null && <Paused pause={status.pause} />}</div>
      {status.pause === null ? (
        <PauseForm isBusy={isBusy} change={change} />
      ) : (
        <ResumeButton isBusy={isBusy} change={change} />
      )}
      <RefusalMessage refusal={refusal} />
    </div>
  );
}

interface ChangeProps {
  readonly isBusy: boolean;
  readonly change: (ask: () => Promise<Answer<unknown>>) => Promise<void>;
}

function Paused({ pause }: { pause: PauseView }): JSX.Element {
  const { texts, formats, status } = usePage();
  const { effects } = status.backlog;
  return (
    <>
      <p class="pvf-warn" dir="auto">
        {pausedText(texts, formats, pause)}
      </p>
      {effects > 0 && <p>{formats.plural(texts.operations.pause.waiting, effects)}</p>}
    </>
  );
}

function PauseForm({ isBusy, change }: ChangeProps): JSX.Element {
  const { texts, api } = usePage();
  const words = texts.operations.pause;
  const [reason, setReason] = useState('');
  const pause = (event: Event): void => {
    event.preventDefault();
    void change(() => api.pause(reason));
  };
  return (
    <form class="pvf-inline" onSubmit={pause}>
      <TextField label={words.reason} value={reason} onChange={setReason} />
      <button type="submit" class="pvf-button" disabled={isBusy || reason.trim() === ''}>
        {words.start}
      </button>
    </form>
  );
}

function ResumeButton({ isBusy, change }: ChangeProps): JSX.Element {
  const { texts, api } = usePage();
  return (
    <p class="pvf-actions">
      <button type="button" class="pvf-button pvf-main" disabled={isBusy} onClick={() => void change(api.resume)}>
        {texts.operations.pause.resume}
      </button>
    </p>
  );
}
