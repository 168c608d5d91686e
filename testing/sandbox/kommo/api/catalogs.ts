import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { CatalogElement, CustomField } from '../records/entities.ts';
import { renderField } from './account.ts';
import { parseBatch, requestIdOf } from './batch.ts';
import { type Authenticate, type Caller, idOf } from './caller.ts';
import { elementFieldInputs, elementFieldProblems, writeElementFields } from './element-fields.ts';
import { requestId, shownKeys } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import { numbersParameter, parametersOf } from './parameters.ts';
import { KommoProblem, notSupported, type ValueProblem } from './problem.ts';

/** Of one write request. */
const ELEMENTS_AT_MOST = 50;

/** `/catalogs`, called lists on Kommo’s pages, with their fields and elements. */
export function catalogRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  listRoutes(app, authenticate);
  elementRoutes(app, authenticate);
}

function listRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/catalogs', async (request, reply) => {
    const caller = authenticate(request);
    return sendPage(request, reply, 'catalogs', caller.account.catalogs, (catalog) => render(caller, catalog));
  });

  app.get('/catalogs/:id', async (request) => {
    const caller = authenticate(request);
    return render(caller, requireCatalog(caller, request));
  });

  app.get('/catalogs/:id/custom_fields', async (request, reply) => {
    const caller = authenticate(request);
    const fields = fieldsOf(caller.account, requireCatalog(caller, request).id);
    const renderOne = (field: CustomField) => renderField(caller.account, field, 'catalogs');
    return sendPage(request, reply, 'custom_fields', fields, renderOne, { withTotal: true });
  });
}

function elementRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/catalogs/:id/elements', async (request, reply) => {
    const caller = authenticate(request);
    const { id } = requireCatalog(caller, request);
    const parameters = parametersOf(request);
    const ids = numbersParameter(parameters, 'filter[id]');
    const query = parameters.get('query');
    const elements = [...caller.account.elements.values()]
      .filter((element) => element.catalogId === id && (ids.length === 0 || ids.includes(element.id)))
      .filter((element) => query === null || JSON.stringify([element.name, element.fields]).includes(query));
    return sendPage(request, reply, 'elements', elements, (element) => renderElement(caller, element));
  });

  app.post('/catalogs/:id/elements', async (request) => {
    const caller = authenticate(request);
    const catalog = requireCatalog(caller, request);
    const fields = fieldsOf(caller.account, catalog.id);
    const check = (input: NewElement) => [
      ...elementFieldProblems(caller.account, fields, input.custom_fields_values ?? []),
      ...(catalog.type === 'invoices' ? missingStatus(fields, input) : []),
    ];
    const inputs = parseBatch(request.body, newElementSchema, check, ELEMENTS_AT_MOST);
    return answer(
      request,
      inputs.map((input, index) => ({
        ...renderElement(caller, createElement(caller, catalog.id, input)),
        request_id: requestIdOf(input, index),
      })),
    );
  });

  app.patch('/catalogs/:id/elements', async (request) => {
    const caller = authenticate(request);
    const { account } = caller;
    const catalog = requireCatalog(caller, request);
    const fields = fieldsOf(account, catalog.id);
    const check = (input: ElementChange) => [
      ...(account.elements.get(input.id)?.catalogId === catalog.id ? [] : [notSupported('id')]),
      ...elementFieldProblems(account, fields, input.custom_fields_values ?? []),
    ];
    const inputs = parseBatch(request.body, elementChangeSchema, check, ELEMENTS_AT_MOST);
    return answer(
      request,
      inputs.flatMap((input, index) => {
        const element = account.elements.get(input.id);
        if (!element) return [];
        changeElement(account, element, input, caller.user.id);
        return [{ ...renderElement(caller, element), request_id: requestIdOf(input, index) }];
      }),
    );
  });
}

const elementKeys = {
  custom_fields_values: elementFieldInputs.nullish(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
  request_id: requestId,
  ...shownKeys,
};
const newElementSchema = z.strictObject({ name: z.string().min(1).max(255), ...elementKeys });
const elementChangeSchema = z.strictObject({
  id: z.int(),
  name: z.string().min(1).max(255).optional(),
  ...elementKeys,
});

type NewElement = z.infer<typeof newElementSchema>;
type ElementChange = z.infer<typeof elementChangeSchema>;
type Catalog = Caller['account']['catalogs'][number];

/** An invoice without a status is refused: https://github.com/amocrm/amocrm-api-php/issues/298 */
function missingStatus(fields: readonly CustomField[], input: NewElement): ValueProblem[] {
  const status = fields.find(({ code }) => code === 'BILL_STATUS');
  const isNamed = input.custom_fields_values?.some(
    (field) => field.field_id === status?.id || field.field_code === 'BILL_STATUS',
  );
  return status === undefined || isNamed === true
    ? []
    : [{ code: 'FieldMissing', path: 'custom_fields_values', detail: 'Error 285.' }];
}

function createElement({ account, user }: Caller, catalogId: number, input: NewElement): CatalogElement {
  const now = account.clock.seconds();
  const element: CatalogElement = {
    id: account.nextId(),
    catalogId,
    name: input.name,
    created_by: user.id,
    updated_by: user.id,
    created_at: input.created_at ?? now,
    updated_at: now,
    fields: writeElementFields(fieldsOf(account, catalogId), [], input.custom_fields_values ?? []),
  };
  account.elements.set(element.id, element);
  return element;
}

/** The changes of a write to an element; unnamed parts stay. */
export function changeElement(
  account: Account,
  element: CatalogElement,
  change: Pick<ElementChange, 'name' | 'custom_fields_values'>,
  userId: number,
): void {
  element.name = change.name ?? element.name;
  const fields = fieldsOf(account, element.catalogId);
  element.fields = writeElementFields(fields, element.fields, change.custom_fields_values ?? []);
  element.updated_at = account.clock.seconds();
  element.updated_by = userId;
}

function fieldsOf(account: Account, catalogId: number): readonly CustomField[] {
  return account.catalogFields.get(catalogId) ?? [];
}

function requireCatalog({ account }: Pick<Caller, 'account'>, request: FastifyRequest): Catalog {
  const catalog = account.catalogs.find(({ id }) => id === idOf(request));
  if (!catalog) throw new KommoProblem(404, 'List not found');
  return catalog;
}

function answer(request: FastifyRequest, elements: readonly object[]): object {
  return { _links: { self: { href: requestAddress(request) } }, _embedded: { elements } };
}

function renderElement({ account, base }: Caller, { catalogId, fields, ...element }: CatalogElement): object {
  return {
    ...element,
    is_deleted: null,
    custom_fields_values: fields.length === 0 ? null : fields,
    catalog_id: catalogId,
    account_id: account.id,
    _links: { self: { href: `${base}/catalogs/${catalogId}/elements/${element.id}` } },
  };
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
