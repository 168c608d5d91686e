import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

/** Retries everything that failed; shows the number before and after. */
export function ReplayFailed({ onReplayed }: { onReplayed: () => Promise<void> }): JSX.Element | null {
  const { texts, formats, status, api } = usePage();
  const [replayed, setReplayed] = useState<number | null>(null);
  const failed = status.failed.events + status.failed.effects;

  const replay = async (): Promise<string | null> => {
    const answer = await api.replayFailed();
    if (!answer.ok) return refusalText(texts, answer.refusal);
    setReplayed(answer.body.replayed);
    await onReplayed();
    return null;
  };
  return (
    <>
      {failed > 0 && (
        <ConfirmedButton
          label={formats.plural(texts.events.replayAll, failed)}
          question={texts.events.replayAllQuestion}
          yes={texts.events.replayAllYes}
          no={texts.cancel}
          act={replay}
        />
      )}
      <p role="status" class="pvf-good">
        {replayed !== null && formats.plural(texts.events.replayedCount, replayed)}
      </p>
    </>
  );
}
