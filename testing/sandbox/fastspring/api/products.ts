import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { productPayload } from '../payloads/subscriptions.ts';
import type { Store } from '../store.ts';
import { parametersOf } from './answers.ts';

/** `/products`: the list holds paths, and the object is inside an array. */
export function productRoutes(app: FastifyInstance, store: Store): void {
  app.get('/products', (request) => {
    const paths = [...store.products.keys()];
    const page = Number(parametersOf(request).get('page') ?? 1);
    return { action: 'product.getall', result: 'success', page, nextPage: null, total: paths.length, products: paths };
  });

  app.get('/products/:path', (request, reply) => {
    const { path } = z.object({ path: z.string() }).parse(request.params);
    const product = store.products.get(path);
    const action = 'product.get';
    if (!product) {
      const missing = { action, product: path, result: 'error', error: { product: 'Not found' } };
      return reply.code(400).send({ products: [missing] });
    }
    return reply.send({ products: [{ action, result: 'success', ...productPayload(product) }] });
  });
}
