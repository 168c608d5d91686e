import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import { type Authenticate, idOf } from './caller.ts';
import { sendPage } from './page.ts';
import { KommoProblem } from './problem.ts';

/** `/catalogs`, which Kommo’s pages call lists. They have no elements here. */
export function catalogRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/catalogs', async (request, reply) => {
    const caller = authenticate(request);
    return sendPage(request, reply, 'catalogs', caller.account.catalogs, (catalog) => render(caller, catalog));
  });

  app.get('/catalogs/:id', async (request) => {
    const caller = authenticate(request);
    return render(caller, requireCatalog(caller, request));
  });

  app.get('/catalogs/:id/elements', async (request, reply) => {
    requireCatalog(authenticate(request), request);
    return sendPage(request, reply, 'elements', [], () => ({}));
  });
}

type Catalog = Caller['account']['catalogs'][number];

function requireCatalog({ account }: Caller, request: FastifyRequest): Catalog {
  const catalog = account.catalogs.find(({ id }) => id === idOf(request));
  if (!catalog) throw new KommoProblem(404, 'List not found');
  return catalog;
}

function render({ account, base }: Caller, catalog: Catalog): object {
  return {
    ...catalog,
    account_id: account.id,
    sort: 10,
    can_add_elements: true,
    can_link_multiple: true,
    _links: { self: { href: `${base}/catalogs/${catalog.id}` } },
  };
}
