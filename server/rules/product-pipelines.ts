import type { ProductPipeline } from './settings.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

/**
 * The pipelines in which these products are sold, each once; `productNames` are SKUs and product paths. For every name
 * the first pattern that fits counts.
 */
export function pipelinesOfProducts(
  products: readonly ProductPipeline[],
  productNames: readonly string[],
): readonly number[] {
  const pipelineIds = productNames.map(
    (name) => products.find((product) => fitsSkuPattern(product.sku, name))?.pipelineId,
  );
  return [...new Set(pipelineIds.filter((id) => id !== undefined))];
}
