/**
 * Whether a SKU or product path matches a pattern, by the rules of server/rules/settings/sku-pattern.ts: `*` stands for
 * any text, everything else is literal, letter case does not count. For the page's preview during typing.
 */
export function fitsSkuPattern(pattern: string, name: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 'is').test(name);
}
