import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FormFile } from '../host/kommo-widget.ts';
import { takeFocus } from '../ui/take-focus.ts';
import { type FormPlace, usePanel } from './panel-context.ts';

/** A button in whose place a form opens. Escape closes it, and the focus is back on the button. */
export function LazyForm(props: {
  file: FormFile;
  label: string;
  look: string;
  known?: FormPlace['known'];
}): JSX.Element {
  const [step, setStep] = useState<'new' | 'open' | 'closed'>('new');
  const close = (): void => setStep('closed');
  if (step === 'open') return <OpenForm {...props} onClose={close} />;
  return (
    <button
      type="button"
      class={`pvf-section ${props.look}`}
      ref={step === 'closed' ? takeFocus : null}
      onClick={() => setStep('open')}
    >
      {props.label}
    </button>
  );
}

/** The form's script is loaded when it is opened, so that no card loads it in vain. */
function OpenForm({ file, known, onClose }: Pick<FormPlace, 'known' | 'onClose'> & { file: FormFile }): JSX.Element {
  const panel = usePanel();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return;
    root.current.focus();
    return panel.actions.showForm(file, { root: root.current, panel, known, onClose });
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    // Kommo would close the card.
    event.stopPropagation();
    onClose();
  };
  return <div class="pvf-section" ref={root} tabIndex={-1} {...{ onKeyDown }} />;
}
