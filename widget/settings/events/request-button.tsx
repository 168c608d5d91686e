import type { JSX } from 'preact';
import type { Answer } from '../../client/answer.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

/** Sends one request, and shows the server's refusal below. `label` is the text for screen readers. */
export function RequestButton(props: {
  text: string;
  label: string;
  request: () => Promise<Answer<null>>;
  onDone: () => Promise<void>;
}): JSX.Element {
  const { isBusy, refusal, send } = useRequest();

  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={props.label}
        onClick={() => void send(props.request, props.onDone)}
      >
        {props.text}
      </button>
      <RefusalMessage refusal={refusal} />
    </>
  );
}
