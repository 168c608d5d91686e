type DecimalString = `${number}`;

const isDecimal = (text: string): text is DecimalString => /^-?\d+(\.\d+)?$/.test(text);

/**
 * An amount as the language writes it, in its own currency and never rounded: a third decimal is shown if there is one.
 * What is no decimal string or no currency code is shown as it came.
 */
export function money(amount: string, currency: string, locale: string): string {
  if (!isDecimal(amount) || !/^[A-Za-z]{3}$/.test(currency)) return `${amount} ${currency}`;
  const style = { style: 'currency', currency } as const;
  const usual = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 2;
  const needed = amount.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  const digits = needed > usual ? { minimumFractionDigits: needed, maximumFractionDigits: needed } : {};
  return new Intl.NumberFormat(locale, { ...style, ...digits }).format(amount);
}

/** Whether a decimal string is nought, however it is written. */
export function isZero(amount: string): boolean {
  return /^-?0+(\.0*)?$/.test(amount);
}

/** A calendar day. FastSpring's days are midnights in UTC, so they are read in UTC wherever the account is. */
export function day(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(time);
}

/** A country's name from its ISO 3166-1 code; the code itself when `Intl` does not know it. */
export function country(code: string, locale: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code.toUpperCase()) ?? code;
}

/** `3 months`, in the language's own plural. */
export function period(length: number, unit: 'day' | 'week' | 'month' | 'year', locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(length);
}
