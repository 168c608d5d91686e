import { fill, languageOf } from './language.ts';

interface Method {
  readonly type: string | null;
  readonly brand: string | null;
  readonly last4: string | null;
}

/** By FastSpring's word, letters alone. */
const names: Readonly<Record<string, string>> = {
  alipay: 'Alipay',
  amazon: 'Amazon Pay',
  americanexpress: 'American Express',
  amex: 'American Express',
  applepay: 'Apple Pay',
  diners: 'Diners Club',
  dinersclub: 'Diners Club',
  discover: 'Discover',
  googlepay: 'Google Pay',
  jcb: 'JCB',
  maestro: 'Maestro',
  mastercard: 'Mastercard',
  paypal: 'PayPal',
  unionpay: 'UnionPay',
  upi: 'UPI',
  visa: 'Visa',
};

const cards: readonly string[] = ['card', 'cc', 'creditcard'];

/** `Visa •••• 4242`: the brand, or else the kind of payment; null when FastSpring names neither. */
export function methodName({ type, brand, last4 }: Method, language: string): string | null {
  const { texts } = languageOf(language);
  const given = brand ?? type;
  if (given === null) return null;
  const word = given.toLowerCase().replace(/[^a-z]/g, '');
  const name = Object.hasOwn(names, word) ? names[word] : cards.includes(word) ? texts.detail.card : given;
  return last4 === null ? (name ?? given) : `${name} ••••\u00a0${last4}`;
}

/** `Visa •••• 4242, expires 03/2027` from `2027-03` */
export function cardText(card: string, expires: string, isExpired: boolean, language: string): string {
  const { detail } = languageOf(language).texts;
  const month = `${expires.slice(5)}/${expires.slice(0, 4)}`;
  return fill(isExpired ? detail.cardExpired : detail.cardExpires, { card, month });
}
