import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ImportKommo, ImportPlan } from '../../../server/api/imports/import-view.ts';
import type { Refusal } from '../../client/answer.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import type { ChangeImport } from './import-actions.ts';

/** The least first: past payments change nothing in Kommo unless chosen. */
const CHOICES: readonly ImportKommo[] = ['nothing', 'fields', 'everything'];

/** The import's actions in Kommo, and the confirmation that starts it. */
export function ApplyForm({ plan, change }: { plan: ImportPlan; change: ChangeImport }): JSX.Element {
  const { texts, formats } = usePage();
  const words = texts.history;
  const name = useId();
  const [kommo, setKommo] = useState<ImportKommo>('nothing');
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const kinds = [plan.orders, plan.refunds, plan.subscriptions];
  const count = kinds.reduce((all, kind) => all + kind.new, 0);
  const apply = async (): Promise<void> => {
    setAsking(true);
    setRefusal(await change({ apply: kommo }));
    setAsking(false);
  };
  if (count === 0) return <p>{kinds.every(({ found }) => found === 0) ? words.nothingFound : words.nothingNew}</p>;
  return (
    <fieldset class="pvf-choice">
      <legend>{words.inKommo}</legend>
      {CHOICES.map((choice) => (
        <label key={choice} class="pvf-check">
          <input type="radio" name={name} checked={kommo === choice} onChange={() => setKommo(choice)} />
          <span>
            {words.choices[choice]}
            <small class={choice === 'everything' ? 'pvf-warn' : 'pvf-quiet'}>{words.choiceHints[choice]}</small>
          </span>
        </label>
      ))}
      <button type="button" class="pvf-button pvf-main" disabled={isAsking} onClick={() => void apply()}>
        {formats.plural(words.apply, count)}
      </button>
      <RefusalMessage refusal={refusal} />
    </fieldset>
  );
}
