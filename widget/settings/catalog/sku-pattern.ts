/**
 * Whether a SKU or product path fits a pattern, as server/rules/settings/sku-pattern.ts decides it: `*` stands for any text,
 * everything else is literal, letter case does not count. For the page to say while somebody types.
 */
export function fitsSkuPattern(pattern: string, name: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 'is').test(name);
}
