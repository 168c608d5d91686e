import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { CardView } from '../../server/api/card/payments-view.ts';
import { Bars } from '../ui/bars.tsx';
import type { MonthStyle } from '../ui/formats.ts';
import { type Month, monthsOf } from './months.ts';
import { usePanel } from './panel-context.ts';

/** Payments per month as small bars, refunds below the line, expected charges hollow; or the same as a table. */
export function MonthsPicture({ view }: { view: CardView }): JSX.Element | null {
  const { texts, formats, now } = usePanel();
  const [chosen, choose] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);

  const currencies = view.totals.map((total) => total.currency);
  const currency = currencies.find((one) => one === chosen) ?? currencies[0] ?? '';
  const months = useMemo(() => monthsOf(view.months, currency, now), [view, currency, now]);
  if (currencies.length < 2 && !view.months.some((sum) => sum.currency === currency)) return null;

  const money = (amount: string): string => (Number(amount) === 0 ? '' : formats.money(amount, currency));
  const name = ({ year, month }: Month, style: MonthStyle): string => formats.month(year, month, style);
  const edge = (month?: Month): JSX.Element => (
    <span aria-hidden="true">{month && !asTable && name(month, 'short')}</span>
  );
  const shown = pointed === null ? undefined : months[pointed];

  return (
    <figure class="pvf-chart">
      {currencies.length > 1 && (
        <select
          aria-label={texts.chart.currency}
          value={currency}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {currencies.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      )}
      {asTable ? (
        <MonthTable months={months} money={money} name={(month) => name(month, 'year')} />
      ) : (
        <Bars label={texts.chart.label} bars={months} onPoint={setPointed} />
      )}
      <figcaption>
        {shown && !asTable ? (
          <span>
            {[name(shown, 'long'), money(shown.paid), negative(money(shown.refunded)), money(shown.expected)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        ) : (
          <>
            {edge(months[0])}
            <button type="button" class="pvf-link" onClick={() => setAsTable(!asTable)}>
              {asTable ? texts.chart.asPicture : texts.chart.asTable}
            </button>
            {edge(months.at(-1))}
          </>
        )}
      </figcaption>
    </figure>
  );
}

const negative = (amount: string): string => amount && `−${amount}`;

/** One column of amounts: a panel is too narrow for three of them. */
function MonthTable(props: {
  months: readonly Month[];
  money: (amount: string) => string;
  name: (month: Month) => string;
}): JSX.Element {
  const { chart } = usePanel().texts;
  const line = (text: string, amount: string): JSX.Element | null =>
    amount ? (
      <div>
        {text} {amount}
      </div>
    ) : null;
  return (
    <table>
      <caption class="pvf-hidden">{chart.label}</caption>
      <thead>
        <tr>
          <th scope="col">{chart.month}</th>
          <th scope="col">{chart.paid}</th>
        </tr>
      </thead>
      <tbody>
        {props.months.map((month) => (
          <tr key={props.name(month)}>
            <th scope="row">{props.name(month)}</th>
            <td>
              {props.money(month.paid) || '–'}
              {line(chart.refunded, negative(props.money(month.refunded)))}
              {line(chart.expected, props.money(month.expected))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
