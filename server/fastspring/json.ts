/**
 * The text's value with every number as the digits it was written with: a total of `4E+1` is the string `4E+1`. A float
 * would lose digits of what FastSpring sent.
 * @param read what is made of each text in it, keys left as they are
 * @throws SyntaxError when the text is not JSON
 */
export function parseExact(text: string, read: (value: string) => string = (value) => value): unknown {
  return JSON.parse(text, (_key, value, { source }) => {
    if (typeof value === 'string') return read(value);
    return typeof value === 'number' && source !== undefined ? source : value;
  });
}
