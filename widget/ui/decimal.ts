/**
 * Sums decimal strings exactly, e.g. `["0.10", "0.2"]` gives `"0.30"`, with as many decimals as the longest has. Other
 * texts count as zero.
 */
export function sumDecimals(amounts: readonly string[]): string {
  const decimals = amounts.filter(isDecimal);
  const scale = Math.max(0, ...decimals.map((amount) => fraction(amount).length));
  const sum = decimals.reduce((total, amount) => total + toUnits(amount, scale), 0n);
  return fromUnits(sum, scale);
}

export const isDecimal = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

const fraction = (amount: string): string => amount.split('.')[1] ?? '';

const toUnits = (amount: string, scale: number): bigint =>
  BigInt(amount.replace('.', '') + '0'.repeat(scale - fraction(amount).length));

function fromUnits(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = `${units}`.slice(sign.length).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
