import type { ProductPipeline } from './settings.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

/**
 * The pipelines in which these products are sold, each once. A product has a SKU, a product path or both: the first pattern
 * that fits either counts.
 */
export function pipelinesOfProducts(
  products: readonly ProductPipeline[],
  namesOfProducts: readonly (readonly string[])[],
): readonly number[] {
  const pipelineIds = namesOfProducts.map(
    (names) => products.find(({ sku }) => names.some((name) => fitsSkuPattern(sku, name)))?.pipelineId,
  );
  return [...new Set(pipelineIds.filter((id) => id !== undefined))];
}
