import { escapeHtml } from '../../http/escape-html.ts';
import type { Order } from '../records.ts';
import type { CheckoutSession } from '../store.ts';
import type { CheckoutPrice } from './price.ts';

/** @param problem what is wrong with the buyer's last attempt */
export function checkoutHtml({ buyer, country, currency, live }: CheckoutSession, price: CheckoutPrice, problem = '') {
  const rows = price.lines.map(
    ({ name, quantity, net }) =>
      `<tr><th scope="row">${escapeHtml(name)} <small>× ${quantity}</small></th><td>${money(net, currency)}</td></tr>`,
  );
  const where = new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? country;
  return page(
    'Checkout',
    `<h1>Bluebird Software</h1>
    <p class="quiet">Checkout by FastSpring · sandbox${live ? '' : ' · test order'}</p>
    <table>
      ${rows.join('\n')}
      <tr class="quiet"><th scope="row">Tax · ${escapeHtml(where)}</th><td>${money(price.tax, currency)}</td></tr>
      <tr class="total"><th scope="row">Total</th><td id="total">${money(price.total, currency)}</td></tr>
    </table>
    <form method="post">
      <label>Email <input name="email" type="email" required value="${escapeHtml(buyer.email ?? '')}"></label>
      ${problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
      <label>Card <input value="4242 4242 4242 4242 · any date · any code" readonly></label>
      <button>Pay ${money(price.total, currency)}</button>
    </form>
    <p class="quiet">No money moves: this is the demo's own FastSpring.</p>`,
  );
}

/** @param answers the status of each webhook's answer; null where none came */
export function paidHtml({ reference, total, currency }: Order, answers: readonly (number | null)[]): string {
  const sent = answers.map((status) =>
    status === null ? 'nothing answered, so FastSpring will send it again' : `answered ${status}`,
  );
  return page(
    'Paid',
    `<h1 class="paid">Paid ${money(total, currency)}</h1>
    <p>Order ${escapeHtml(reference ?? '')}. Thank you!</p>
    <p class="quiet">FastSpring sent the signed webhook <code>order.completed</code>, tagged with the lead: ${sent.join(', ')}.
    Close this tab and look at the card.</p>`,
  );
}

export function goneHtml(): string {
  return page('Not open', '<h1>This checkout is not open</h1><p>It is paid, or has expired.</p>');
}

function money(amount: string, currency: string): string {
  return escapeHtml(new Intl.NumberFormat('en', { style: 'currency', currency }).format(Number(amount)));
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>${STYLE}</style>
  </head>
  <body><main>${body}</main></body>
</html>
`;
}

const STYLE = `
  body { margin: 0; background: #f5f5f5; color: #363b44; font: 15px/1.5 "PT Sans", "Open Sans", Arial, sans-serif; }
  main { box-sizing: border-box; max-width: 440px; margin: 48px auto; padding: 32px; border: 1px solid #e3e3e3;
    border-radius: 4px; background: #ffffff; }
  h1 { margin: 0; font-size: 22px; line-height: 1.3; }
  .quiet { color: #6b6d72; font-size: 14px; }
  .paid { color: #1a7f4b; }
  table { width: 100%; margin: 16px 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { padding: 8px 0; border-top: 1px solid #e3e3e3; font-weight: normal; text-align: left; }
  td { text-align: right; }
  .total th, .total td { font-size: 18px; font-weight: bold; }
  label { display: block; margin: 12px 0; color: #6b6d72; font-size: 14px; }
  input { display: block; box-sizing: border-box; width: 100%; margin-top: 4px; padding: 9px 12px; border: 1px solid #c5c5c5;
    border-radius: 4px; background: #ffffff; color: #363b44; font: inherit; font-size: 15px; }
  input[readonly] { background: #f1f1f1; color: #6b6d72; }
  button { width: 100%; margin-top: 8px; padding: 12px; border: 0; border-radius: 4px; background: #0057a9; color: #ffffff;
    font: inherit; font-weight: bold; cursor: pointer; }
  [role=alert] { margin: 0; color: #b3261e; }
  code { font-size: 13px; }
`;
