import type { JSX } from 'preact';
import type { CurrencyPayout, CurrencyTotal, PaymentsView } from '../../server/api/payments-view.ts';
import { fill } from '../ui/texts.ts';
import { lateChargeOf, type NextCharge, nextChargeOf } from './next-charge.ts';
import { usePanel } from './panel-context.ts';

const CURRENCIES_AT_ONCE = 3;

/** What was paid and what recurs, per currency, and the next charge. */
export function Totals({
  view,
}: {
  view: Pick<PaymentsView, 'totals' | 'payouts' | 'recurring' | 'subscriptions'>;
}): JSX.Element {
  const { texts, formats, now } = usePanel();
  const first = view.totals.slice(0, CURRENCIES_AT_ONCE);
  const others = view.totals.slice(CURRENCIES_AT_ONCE);
  const late = lateChargeOf(view.subscriptions, now);
  const next = nextChargeOf(view.subscriptions, now);
  return (
    <section class="pvf-totals" aria-label={texts.totals.paid}>
      {first.map((total) => (
        <Total key={total.currency} total={total} />
      ))}
      {others.length > 0 && (
        <details>
          <summary>{formats.plural(texts.totals.more, others.length)}</summary>
          {others.map((total) => (
            <Total key={total.currency} total={total} />
          ))}
        </details>
      )}
      {view.payouts.map((payout) => (
        <Payout key={payout.currency} payout={payout} />
      ))}
      {view.recurring.map(({ currency, monthly }) => (
        <p key={currency} title={texts.recurringBasis}>
          {fill(texts.recurring, { amount: formats.money(monthly, currency) })}
        </p>
      ))}
      {late && <Charge charge={late} words={[texts.lateCharge, texts.lateChargeDay]} />}
      {next && <Charge charge={next} words={[texts.nextCharge, texts.nextChargeDay]} />}
    </section>
  );
}

function Charge({
  charge,
  words: [withAmount, withoutAmount],
}: {
  charge: NextCharge;
  words: readonly [string, string];
}): JSX.Element {
  const { formats, now } = usePanel();
  const day = formats.day(charge.at, now);
  return (
    <p title={formats.moment(charge.at)}>
      {charge.amount === null
        ? fill(withoutAmount, { day })
        : fill(withAmount, { amount: formats.money(charge.amount, charge.currency), day })}
    </p>
  );
}

function Total({ total }: { total: CurrencyTotal }): JSX.Element {
  const { texts, formats } = usePanel();
  const money = (amount: string): string => formats.money(amount, total.currency);
  const hasTax = Number(total.taxKept) !== 0;
  const hasRefund = Number(total.refunded) !== 0;
  return (
    <p class="pvf-total">
      <strong>{fill(texts.totals.paidAmount, { amount: money(total.paid) })}</strong>
      {(hasTax || hasRefund || total.taxUnknown) && (
        <small>
          {hasRefund && <span>{fill(texts.totals.refunded, { amount: money(total.refunded) })}</span>}
          {hasTax && <span>{fill(texts.totals.tax, { amount: money(total.taxKept) })}</span>}
          {total.taxUnknown && <span>{texts.totals.taxUnknown}</span>}
          <span>{fill(texts.totals.net, { amount: money(total.net) })}</span>
        </small>
      )}
    </p>
  );
}

function Payout({ payout: { currency, fee, net } }: { payout: CurrencyPayout }): JSX.Element {
  const { texts, formats } = usePanel();
  const money = (amount: string): string => formats.money(amount, currency);
  return (
    <p class="pvf-payout">
      <small>{fill(texts.totals.payout, { fee: money(fee), net: money(net) })}</small>
    </p>
  );
}
