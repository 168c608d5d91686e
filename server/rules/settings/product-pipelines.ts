import type { ProductPipeline } from './settings.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

/**
 * The pipelines in which these products are sold, each once. A product has a SKU, a product path or both: the first pattern
 * that fits either counts. Entries that share a name are one product.
 */
export function pipelinesOfProducts(
  products: readonly ProductPipeline[],
  namesOfProducts: readonly (readonly string[])[],
): readonly number[] {
  const pipelineIds = eachProductOnce(namesOfProducts).map(
    (names) => products.find(({ sku }) => names.some((name) => fitsSkuPattern(sku, name)))?.pipelineId,
  );
  return [...new Set(pipelineIds.filter((id) => id !== undefined))];
}

function eachProductOnce(namesOfProducts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const known: string[][] = [];
  for (const written of namesOfProducts) {
    const names = written.map((name) => name.toLowerCase());
    const [first, ...others] = known.filter((other) => other.some((name) => names.includes(name)));
    if (first === undefined) known.push(names);
    else first.push(...others.flat(), ...names);
    for (const other of others) known.splice(known.indexOf(other), 1);
  }
  return known;
}
