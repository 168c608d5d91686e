/**
 * The text's value with every number as the digits it was written with: a total of `4E+1` is the string `4E+1`. A float
 * would lose digits of what FastSpring sent.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) => (typeof value === 'number' ? (source ?? value) : value));
}
