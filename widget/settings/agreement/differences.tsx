import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ComparisonView, DifferenceView } from '../../../server/api/reconciliation/reconciliation-view.ts';
import { LongList } from '../../ui/long-list.tsx';
import { usePage } from '../page/page-context.ts';

const FEW = 10;

/** The differences of the last comparison, each with its cause and whether it is corrected. */
export function Differences({ comparison }: { comparison: ComparisonView | null }): JSX.Element | null {
  const { texts, api, formats } = usePage();
  const words = texts.agreement;
  const [differences, setDifferences] = useState<readonly DifferenceView[]>([]);
  const checkedAt = comparison === null || comparison.differences === 0 ? null : comparison.checkedAt;

  useEffect(() => {
    setDifferences([]);
    if (checkedAt === null) return;
    void api.readDifferences().then((answer) => {
      if (answer.ok) setDifferences(answer.body.differences);
    });
  }, [checkedAt]);

  if (differences.length === 0 || comparison === null) return null;
  const more = comparison.differences - differences.length;
  return (
    <details class="pvf-block">
      <summary>{words.show}</summary>
      <LongList
        items={differences}
        few={FEW}
        label={words.show}
        row={(each) => <Row key={`${each.what} ${each.name} ${each.cause}`} difference={each} />}
        showAll={words.showAll}
        showFewer={words.showFewer}
      />
      {more > 0 && <p class="pvf-quiet">{formats.plural(words.more, more)}</p>}
    </details>
  );
}

function Row({ difference }: { difference: DifferenceView }): JSX.Element {
  const { texts } = usePage();
  const words = texts.agreement;
  const { what, name, cause, fastspring, panel, healed } = difference;
  const sides = [
    ...(fastspring === null ? [] : [`FastSpring: ${fastspring}`]),
    ...(panel === null ? [] : [`${words.panel}: ${panel}`]),
  ];
  return (
    <li>
      {words.kinds[what]} <strong>{name}</strong>: {words.causes[cause]}
      {sides.length > 0 && ` (${sides.join('; ')})`}{' '}
      <span class={healed ? 'pvf-good' : 'pvf-bad'}>{healed ? words.healed : words.open}</span>
    </li>
  );
}
