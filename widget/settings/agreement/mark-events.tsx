import type { JSX } from 'preact';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { CheckField } from '../form/check-field.tsx';
import { usePage } from '../page/page-context.ts';
import { mergeValues } from '../section/merge.ts';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

type Edited = Pick<Settings, 'reconciliation'>;

/** Whether FastSpring's events are marked as processed; other programs that poll FastSpring then do not see them. */
export function MarkEvents(): JSX.Element {
  const { texts } = usePage();
  const words = texts.agreement;
  const describe = (before: Edited, after: Edited): readonly string[] =>
    before.reconciliation.markEventsProcessed === after.reconciliation.markEventsProcessed
      ? []
      : [`${words.mark}: ${after.reconciliation.markEventsProcessed ? words.yes : words.no}`];
  const section = useSection<Edited>({
    name: 'reconciliation',
    part: ({ reconciliation }) => ({ reconciliation }),
  });
  return (
    <div class="pvf-block">
      <CheckField
        label={words.mark}
        hint={words.markHint}
        checked={section.value.reconciliation.markEventsProcessed}
        onChange={(markEventsProcessed) => section.change({ reconciliation: { markEventsProcessed } })}
      />
      <SaveBar section={section} describe={describe} merge={merge} />
    </div>
  );
}

function merge(base: Edited, mine: Edited, theirs: Edited): Edited {
  const marks = [base, mine, theirs].map(({ reconciliation }) => reconciliation.markEventsProcessed);
  const [from = false, own = false, other = false] = marks;
  return { reconciliation: { markEventsProcessed: mergeValues(from, own, other) } };
}
