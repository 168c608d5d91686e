import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer, Refusal } from '../../client/answer.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { saveFile } from './save-file.ts';

/** A file that the server creates and the browser saves, with a description. */
export function Download(props: {
  words: { readonly title: string; readonly what: string; readonly button: string };
  name: string;
  type: string;
  read: () => Promise<Answer<string>>;
}): JSX.Element {
  const { words, name, type, read } = props;
  const { texts } = usePage();
  const [step, setStep] = useState<'new' | 'preparing' | 'saved'>('new');
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const download = async (): Promise<void> => {
    setStep('preparing');
    setRefusal(null);
    const answer = await read();
    if (answer.ok) saveFile(name, type, answer.body);
    else setRefusal(answer.refusal);
    setStep(answer.ok ? 'saved' : 'new');
  };
  return (
    <div class="pvf-block">
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.what}</p>
      <button type="button" class="pvf-button" disabled={step === 'preparing'} onClick={() => void download()}>
        {words.button}
      </button>
      <p role="status" class={step === 'saved' ? 'pvf-good' : 'pvf-quiet'}>
        {step !== 'new' && texts.data[step]}
      </p>
      <RefusalMessage refusal={refusal} />
    </div>
  );
}
