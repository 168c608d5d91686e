import { z } from 'zod';
import { readerLanguage } from '../people/reader-language.ts';
import type { Api } from '../prepare-api.ts';
import { findProducts } from './find-products.ts';
import { createSoldProducts } from './known-products.ts';
import { mergeProducts } from './merge-products.ts';
import type { ProductsView } from './products-view.ts';

const productsAtMost = 50;
/** ms that a person waits for FastSpring's catalogue before the list comes without it */
export const patience = 1_500;

const querySchema = z.object({ search: z.string().trim().max(100).default('') });

/** `GET /api/v1/catalog/products?search=`: the products that a rule or a pipeline can be for. */
export async function productsRoutes(app: Api): Promise<void> {
  const { database, storeProducts, now } = app;
  const soldProducts = createSoldProducts(database, now);

  app.get(
    '/api/v1/catalog/products',
    { config: { administrator: true }, schema: { querystring: querySchema } },
    async (request): Promise<ProductsView> => {
      const { accountId } = request.user;
      const [catalogue, sold, language] = await Promise.all([
        storeProducts.within(patience, accountId),
        soldProducts(accountId),
        readerLanguage(request),
      ]);
      const found = findProducts(mergeProducts(catalogue.products, sold, language), request.query.search);
      return {
        products: found.slice(0, productsAtMost),
        further: Math.max(0, found.length - productsAtMost),
        catalogue: catalogue.state,
      };
    },
  );
}
