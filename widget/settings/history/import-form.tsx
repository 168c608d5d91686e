import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Refusal } from '../../client/answer.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';

/** Years offered by default: the possible payments of a present customer. */
const YEARS = 3;

/** The first and last day; requesting the plan changes nothing. */
export function ImportForm(props: {
  isFirst: boolean;
  plan: (begin: string, end: string) => Promise<Refusal | null>;
}): JSX.Element {
  const { texts, now } = usePage();
  const words = texts.history;
  const today = new Date(now).toISOString().slice(0, 10);
  const [begin, setBegin] = useState(`${Number(today.slice(0, 4)) - YEARS}-01-01`);
  const [end, setEnd] = useState(today);
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ask = async (): Promise<void> => {
    setAsking(true);
    setRefusal(await props.plan(begin, end));
    setAsking(false);
  };
  return (
    <div class="pvf-block">
      <h3>{props.isFirst ? words.first : words.another}</h3>
      <div class="pvf-inline">
        <TextField type="date" label={words.begin} value={begin} onChange={setBegin} />
        <TextField type="date" label={words.end} value={end} onChange={setEnd} />
        <button
          type="button"
          class="pvf-button"
          disabled={isAsking || begin === '' || end === ''}
          onClick={() => void ask()}
        >
          {words.makePlan}
        </button>
      </div>
      <p class="pvf-quiet">{words.planHint}</p>
      <RefusalMessage refusal={refusal} />
    </div>
  );
}
