/**
 * Whether a product, named by its SKU or FastSpring's product path, fits a pattern. `*` stands for any text, also for
 * none; everything else is literal, letter case does not count.
 */
export function fitsSkuPattern(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const end = rest.pop();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let position = start.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return text.length - position >= end.length && text.endsWith(end);
}
