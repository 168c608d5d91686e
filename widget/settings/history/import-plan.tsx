import type { JSX } from 'preact';
import type { ImportPlan, ImportState } from '../../../server/api/imports/import-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';

/** The payments found, the new ones among them, their leads and why; before the import is applied also its cost. */
export function ImportPlanFigures({ plan, state }: { plan: ImportPlan; state: ImportState }): JSX.Element {
  const { texts, formats } = usePage();
  const words = texts.history;
  const kinds = ['orders', 'refunds', 'subscriptions'] as const;
  const totals = plan.totals.map(({ currency, total }) => formats.money(total, currency));
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.table.what}</th>
            <th scope="col">{words.table.found}</th>
            <th scope="col">{words.table.new}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">{words.table[kind]}</th>
              <td>{formats.number(plan[kind].found)}</td>
              <td>{formats.number(plan[kind].new)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.unreadable !== undefined && plan.unreadable > 0 && (
        <p class="pvf-warn">{formats.plural(words.unreadable, plan.unreadable)}</p>
      )}
      {totals.length > 0 && <p>{fill(words.totals, { sums: totals.join(', ') })}</p>}
      {plan.customers > 0 && <Customers plan={plan} />}
      {state === 'planned' && (
        <p>
          {plan.kommoCalls === 0
            ? words.noKommoCalls
            : fill(formats.plural(words.kommoCalls, plan.kommoCalls), {
                minutes: formats.plural(words.minutes, Math.max(1, Math.ceil(plan.kommoSeconds / 60))),
              })}
        </p>
      )}
    </>
  );
}

function Customers({ plan }: { plan: ImportPlan }): JSX.Element {
  const { texts, formats, leadPath } = usePage();
  const words = texts.history;
  const sum = (some: readonly { readonly customers: number }[]) =>
    some.reduce((all, { customers }) => all + customers, 0);
  const matched = sum(plan.matched);
  const unmatched = sum(plan.unmatched);
  return (
    <>
      <p>{formats.plural(words.customers, plan.customers)}</p>
      <ul class="pvf-lines">
        {plan.linked > 0 && <li>{formats.plural(words.linked, plan.linked)}</li>}
        {matched > 0 && (
          <li>
            {formats.plural(words.matched, matched)}
            <ul class="pvf-lines">
              {plan.matched.map(({ reason, customers }) => (
                <li key={reason}>
                  {words.reasons[reason]}: {formats.number(customers)}
                </li>
              ))}
            </ul>
          </li>
        )}
        {unmatched > 0 && (
          <li>
            {formats.plural(words.unmatched, unmatched)}
            <ul class="pvf-lines">
              {plan.unmatched.map(({ why, customers }) => (
                <li key={why}>
                  {why}: {formats.number(customers)}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ul>
      {plan.examples.length > 0 && (
        <details>
          <summary>{words.examples}</summary>
          <ul class="pvf-entries" aria-label={words.examples}>
            {plan.examples.map(({ name, orders, leadId, leadName, explanation }, index) => (
              <li key={index} class="pvf-entry">
                <span dir="auto">{name}</span> ({formats.plural(words.counted.orders, orders)}) ·{' '}
                <a href={leadPath(leadId)}>{leadName}</a>
                <br />
                <small class="pvf-quiet">{explanation}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
