/**
 * Parses JSON so that `JSON.stringify` of any part of it gives back every number digit by digit, where a JavaScript
 * number would lose some. For taking an answer apart, not for reading it: its numbers are objects.
 * @throws SyntaxError
 */
export function parseSliceable(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? JSON.rawJSON(source) : value,
  );
}
