import type { JSX } from 'preact';
import type { CardView } from '../../server/api/card/payments-view.ts';
import type { ChargeView } from '../../server/api/card/sums-view.ts';
import { fill } from '../ui/texts.ts';
import { type PanelContext, usePanel } from './panel-context.ts';

const CURRENCIES_AT_ONCE = 3;

/** The payments and the recurring amount, per currency, and the next charge. */
export function Totals({
  view: { totals, payouts, recurring, lateCharge, nextCharge },
}: {
  view: Pick<CardView, 'totals' | 'payouts' | 'recurring' | 'lateCharge' | 'nextCharge'>;
}): JSX.Element {
  const panel = usePanel();
  const { texts, formats } = panel;
  const { paid, paidAmount, refunded, tax, taxUnknown, net, more, payout } = texts.totals;
  const amountIn = (currency: string) => (text: string, amount: string) =>
    fill(text, { amount: formats.money(amount, currency) });

  /** Sums that visibly add up: paid − refunded − tax = net. */
  const lines = totals.map((total) => {
    const say = amountIn(total.currency);
    const takenOff = [
      Number(total.refunded) && say(refunded, total.refunded),
      Number(total.taxKept) && say(tax, total.taxKept),
      total.taxUnknown && taxUnknown,
    ].filter(Boolean);
    return (
      <p key={total.currency} class="pvf-total">
        <strong>{say(paidAmount, total.paid)}</strong>
        {takenOff.length > 0 && <small>{[...takenOff, say(net, total.net)].join(' · ')}</small>}
      </p>
    );
  });

  return (
    <section class="pvf-totals" aria-label={paid}>
      {lines.slice(0, CURRENCIES_AT_ONCE)}
      {lines.length > CURRENCIES_AT_ONCE && (
        <details>
          <summary>{formats.plural(more, lines.length - CURRENCIES_AT_ONCE)}</summary>
          {lines.slice(CURRENCIES_AT_ONCE)}
        </details>
      )}
      {payouts.map(({ currency, fee, net: paidOut }) => (
        <small key={currency}>
          {fill(payout, { fee: formats.roundedMoney(fee, currency), net: formats.roundedMoney(paidOut, currency) })}
        </small>
      ))}
      {recurring.map(({ currency, text }) => (
        <p key={currency} title={texts.recurringBasis}>
          {text}
        </p>
      ))}
      {chargeLine(panel, lateCharge, texts.lateCharge, texts.lateChargeDay)}
      {chargeLine(panel, nextCharge, texts.nextCharge, texts.nextChargeDay)}
    </section>
  );
}

function chargeLine(
  { formats, now }: PanelContext,
  charge: ChargeView | null,
  withAmount: string,
  withoutAmount: string,
): JSX.Element | null {
  if (!charge) return null;
  const day = formats.day(charge.at, now);
  return (
    <p title={formats.moment(charge.at)}>
      {charge.amount && charge.currency
        ? fill(withAmount, { amount: formats.money(charge.amount, charge.currency), day })
        : fill(withoutAmount, { day })}
    </p>
  );
}
