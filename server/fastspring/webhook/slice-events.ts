import { endOfString } from '../json.ts';

const opening = /\s*:\s*\[/y;

/**
 * The texts of the elements of the last `events` array of the outermost object, which is the one that JSON.parse takes.
 * Correct for valid JSON, where only brackets and strings matter; terminates for any text.
 * @param atMost a longer array ends the search, one element after the limit
 */
export function sliceEvents(text: string, atMost = Number.POSITIVE_INFINITY): readonly string[] {
  let slices: string[] = [];
  let depth = 0;
  let start = -1;
  let inEvents = false;
  for (let at = 0; at < text.length && slices.length <= atMost; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      opening.lastIndex = end + 1;
      if (depth === 1 && isEvents(text.slice(at, end + 1)) && opening.test(text)) {
        inEvents = true;
        slices = [];
        depth = 2;
        start = opening.lastIndex;
        at = start - 1;
      } else at = end;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (inEvents && depth === 1) {
        const last = text.slice(start, at).trim();
        if (last !== '') slices.push(last);
        inEvents = false;
      }
    } else if (character === ',' && inEvents && depth === 2) {
      slices.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return slices;
}

/** A key may be written with escapes: at most six times the length of `events`. */
function isEvents(literal: string): boolean {
  return literal === '"events"' || (literal.length < 50 && unescaped(literal) === '"events"');
}

function unescaped(literal: string): string {
  return literal.replace(/\\u([\da-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
