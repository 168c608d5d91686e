import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { takeFocus } from './take-focus.ts';

/**
 * A button that asks before it acts, in its own place; without a question it acts at once. `act` resolves with the
 * error, or null.
 */
export function ConfirmedButton(props: {
  label: string;
  question?: string;
  yes: string;
  no: string;
  act: () => Promise<string | null>;
  isMain?: boolean;
}): JSX.Element {
  const [step, setStep] = useState<'new' | 'closed' | 'asking' | 'acting'>('new');
  const [failure, setFailure] = useState<string | null>(null);

  const act = async (): Promise<void> => {
    setStep('acting');
    const wrong = await props.act();
    setFailure(wrong);
    setStep(wrong === null ? 'closed' : 'asking');
  };
  if (step === 'new' || step === 'closed') {
    return (
      <button
        type="button"
        class={props.isMain ? 'pvf-button' : 'pvf-link'}
        ref={step === 'closed' ? takeFocus : null}
        onClick={props.question ? () => setStep('asking') : act}
      >
        {props.label}
      </button>
    );
  }
  return (
    <span class="pvf-question">
      <span dir="auto">{props.question}</span>
      {failure !== null && <span role="alert">{failure}</span>}
      <button type="button" class="pvf-button" ref={takeFocus} disabled={step === 'acting'} onClick={act}>
        {props.yes}
      </button>
      <button type="button" class="pvf-link" disabled={step === 'acting'} onClick={() => setStep('closed')}>
        {props.no}
      </button>
    </span>
  );
}
