import type { JSX } from 'preact';
import type { InvoicesView } from '../../../server/invoices/invoices-view.ts';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { fill } from '../../ui/texts.ts';
import { CheckField } from '../form/check-field.tsx';
import { usePage } from '../page/page-context.ts';
import { mergeValues } from '../section/merge.ts';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

type Edited = Pick<Settings, 'invoices'>;

/** Whether orders and payment links are written to Kommo's list of invoices, and the state of those invoices. */
export function Invoices(): JSX.Element {
  const { texts, status } = usePage();
  const words = texts.invoices;
  const describe = (before: Edited, after: Edited): readonly string[] =>
    before.invoices === after.invoices ? [] : [`${words.toggle}: ${words[after.invoices]}`];
  const section = useSection<Edited>({ name: 'invoices', part: ({ invoices }) => ({ invoices }) });
  return (
    <div class="pvf-block">
      <CheckField
        label={words.toggle}
        hint={words.hint}
        checked={section.value.invoices === 'on'}
        problem={section.problemAt('invoices')}
        onChange={(wanted) => section.change({ invoices: wanted ? 'on' : 'off' })}
      />
      <SaveBar section={section} describe={describe} merge={merge} />
      {section.saved.invoices === 'on' && status.invoices !== null && <WhatBecame {...status.invoices} />}
    </div>
  );
}

function WhatBecame({
  problem,
  written,
  waiting,
  refused,
  changedByPeople,
  deletedByPeople,
}: InvoicesView): JSX.Element {
  const { texts, formats } = usePage();
  const words = texts.invoices;
  const named = ({ count, names }: InvoicesView['changedByPeople']): string => {
    const list = names.join(', ');
    return count > names.length ? fill(words.more, { names: list, count: formats.number(count - names.length) }) : list;
  };
  return (
    <>
      {problem !== null && (
        <p class="pvf-warn" role="status">
          {texts.problems[problem]}
        </p>
      )}
      {written + waiting > 0 && (
        <p class="pvf-quiet">
          {formats.plural(words.written, written)} {waiting > 0 && formats.plural(words.waiting, waiting)}
        </p>
      )}
      {refused.count > 0 && (
        <p class="pvf-warn" dir="auto">
          {fill(words.refused, { count: formats.number(refused.count), reason: refused.reason ?? '' })}
        </p>
      )}
      {changedByPeople.count > 0 && <p class="pvf-quiet">{fill(words.changed, { names: named(changedByPeople) })}</p>}
      {deletedByPeople.count > 0 && <p class="pvf-quiet">{fill(words.deleted, { names: named(deletedByPeople) })}</p>}
    </>
  );
}

function merge(base: Edited, mine: Edited, theirs: Edited): Edited {
  return { invoices: mergeValues(base.invoices, mine.invoices, theirs.invoices) };
}
