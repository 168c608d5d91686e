import { keep } from '../../platform/runtime/keep.ts';

interface Pattern {
  readonly start: string;
  readonly middle: readonly string[];
  /** undefined without a star */
  readonly end: string | undefined;
}

/** Settings contain at most 700 patterns of 255 characters, which are tried on thousands of facts. */
const rememberedAtMost = 5_000;
const remembered = new Map<string, Pattern>();

/**
 * Whether a product, named by its SKU or FastSpring's product path, matches a pattern. `*` matches any text, including
 * none; everything else is literal, and letter case is ignored.
 */
export function fitsSkuPattern(pattern: string, name: string): boolean {
  const { start, middle, end } = readPattern(pattern);
  const text = name.toLowerCase();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let position = start.length;
  for (const part of middle) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return text.length - position >= end.length && text.endsWith(end);
}

function readPattern(pattern: string): Pattern {
  return keep(remembered, rememberedAtMost, pattern, () => {
    const [start = '', ...middle] = pattern.toLowerCase().split('*');
    const end = middle.pop();
    return { start, middle, end };
  });
}
