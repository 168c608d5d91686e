/** One line of CSV (RFC 4180) with its line break. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map((value) => quote(cell(value))).join(',')}\r\n`;
}

/**
 * Spreadsheets run a cell that begins with one of these as a formula, and a name at FastSpring may be `=HYPERLINK(…)`.
 * A leading apostrophe makes it text; amounts stay numbers: https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[=+\-@\t\r\n]/;
const amount = /^-?\d+(\.\d+)?$/;

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return formula.test(text) && !amount.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
