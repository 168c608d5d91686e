import type { JSX } from 'preact';
import type {
  BookView,
  CatchUpView,
  ComparisonView,
  ReconciliationView,
} from '../../../server/api/reconciliation/reconciliation-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';

/** One sentence: whether both sides agree, on which figures, and as of when. */
export function Verdict({ reconciliation }: { reconciliation: ReconciliationView }): JSX.Element {
  const { texts, formats, now, maySeeBuyers } = usePage();
  const words = texts.agreement;
  const { comparison, catchUp, runningSince } = reconciliation;
  return (
    <>
      {comparison !== null && <Found comparison={comparison} />}
      {comparison === null && maySeeBuyers && <p class="pvf-quiet">{words.never}</p>}
      {runningSince !== null && (
        <p role="status" class="pvf-quiet">
          {fill(words.running, { time: formats.clock(Date.parse(runningSince), now) })}
        </p>
      )}
      {catchUp !== null && <CaughtUp catchUp={catchUp} />}
      <p class="pvf-quiet">{words.kommoChanges[reconciliation.kommoChanges]}</p>
    </>
  );
}

function Found({ comparison }: { comparison: ComparisonView }): JSX.Element {
  const { texts, formats, now } = usePage();
  const words = texts.agreement;
  const { agrees, fastspring, panel, problem, differences, healed } = comparison;
  const time = formats.clock(Date.parse(comparison.checkedAt), now);
  const since = fill(words.since, { day: formats.shortDay(comparison.since, now) });
  return (
    <>
      {fastspring === null ? (
        <p class="pvf-warn">{fill(words.unknown, { problem: words.problems[problem ?? 'unreachable'], time })}</p>
      ) : agrees ? (
        <p class="pvf-good">
          <strong>{fill(words.agree, { sums: useSums(fastspring), time })}</strong>
        </p>
      ) : (
        <p class="pvf-bad">
          <strong>{fill(words.differ, { fastspring: useSums(fastspring), panel: useSums(panel), time })}</strong>
        </p>
      )}
      <p class="pvf-quiet">
        {since}
        {differences > 0 && ` ${formats.plural(words.found, differences, { healed: formats.number(healed) })}`}
        {!comparison.ledgerChecked && ` ${words.ledgerTooLarge}`}
        {!comparison.kommoChecked && ` ${words.kommoUnknown}`}
      </p>
    </>
  );
}

/** "1,284 orders, €98,120.50, 312 active subscriptions" */
function useSums({ orders, totals, activeSubscriptions }: BookView): string {
  const { texts, formats } = usePage();
  const { counts } = texts.agreement;
  return [
    formats.plural(counts.orders, orders),
    ...totals.map(({ currency, amount }) => formats.money(amount, currency)),
    formats.plural(counts.subscriptions, activeSubscriptions),
  ].join(', ');
}

function CaughtUp({ catchUp }: { catchUp: CatchUpView }): JSX.Element {
  const { texts, formats, now } = usePage();
  const words = texts.agreement;
  const { at, takenIn, problem, moreThanShown } = catchUp;
  const ago = formats.ago(at, now);
  if (problem !== null) {
    return <p class="pvf-warn">{fill(words.catchUpFailed, { ago, problem: words.problems[problem] })}</p>;
  }
  return (
    <p class="pvf-quiet">
      {takenIn === 0 ? fill(words.nothingMissing, { ago }) : formats.plural(words.takenIn, takenIn, { ago })}
      {moreThanShown && ` ${words.moreThanShown}`}
    </p>
  );
}
