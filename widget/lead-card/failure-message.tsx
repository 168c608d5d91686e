import type { JSX } from 'preact';
import type { Failure } from '../client/failure.ts';
import { fill } from '../ui/texts.ts';
import { failureText } from './failure-text.ts';
import { usePanel } from './panel-context.ts';

/** Why there is no news, and the time of the data below; `asOf` is null without any. */
export function FailureMessage({ failure, asOf }: { failure: Failure; asOf: number | null }): JSX.Element {
  const { texts, formats, now, actions } = usePanel();
  return (
    <div class={`pvf-box pvf-box-${failure.kind === 'unreachable' ? 'warning' : 'error'}`} role="alert">
      <strong>{texts.failure[failure.kind].title}</strong>
      {asOf !== null && <p>{fill(texts.failure.stale, { time: formats.clock(asOf, now) })}</p>}
      <p>{failureText(failure, texts)}</p>
      <button type="button" class="pvf-button" onClick={actions.refresh}>
        {texts.retry}
      </button>
    </div>
  );
}
