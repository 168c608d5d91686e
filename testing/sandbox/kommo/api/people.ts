import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { Company, Contact } from '../records/entities.ts';
import { fieldTexts } from '../records/fields.ts';
import { changeCompany, changeContact, createCompany, createContact, type PersonInput } from '../records/people.ts';
import { parseBatch, parseOne, requestIdOf } from './batch.ts';
import { type Authenticate, idOf } from './caller.ts';
import { entityKeys, fieldProblems, ignored, userProblems } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import {
  listParameter,
  numbersParameter,
  parametersOf,
  rangeParameter,
  sortByParameter,
  withParameter,
} from './parameters.ts';
import { KommoProblem, notSupported, type ValueProblem } from './problem.ts';
import { renderCompany, renderContact } from './render.ts';

/** `/contacts` and `/companies`, which Kommo serves alike. */
export function peopleRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  collectionRoutes(app, authenticate, {
    type: 'contacts',
    entities: (account) => account.contacts,
    create: createContact,
    change: changeContact,
    render: renderContact,
  });
  collectionRoutes(app, authenticate, {
    type: 'companies',
    entities: (account) => account.companies,
    create: createCompany,
    change: changeCompany,
    render: renderCompany,
  });
}

export const personSchema = z.strictObject({
  ...entityKeys,
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  is_unsorted: ignored,
});

const changedPersonSchema = personSchema.extend({ id: z.int() });

export function personProblems(
  account: Account,
  type: 'contacts' | 'companies',
  input: z.infer<typeof personSchema>,
): ValueProblem[] {
  return [...userProblems(account, input), ...fieldProblems(account, type, input.custom_fields_values)];
}

export function toPersonInput({ _embedded, ...input }: z.infer<typeof personSchema>): PersonInput {
  return { ...input, tags: _embedded?.tags ?? undefined };
}

interface Collection<T extends Contact | Company> {
  readonly type: 'contacts' | 'companies';
  readonly entities: (account: Account) => Map<number, T>;
  readonly create: (account: Account, input: PersonInput, userId: number) => T;
  readonly change: (account: Account, entity: T, input: PersonInput, userId: number) => void;
  readonly render: (account: Account, entity: T, base: string, shown: ReadonlySet<string>) => object;
}

function collectionRoutes<T extends Contact | Company>(
  app: FastifyInstance,
  authenticate: Authenticate,
  collection: Collection<T>,
): void {
  readingRoutes(app, authenticate, collection);
  writingRoutes(app, authenticate, collection);
}

function readingRoutes<T extends Contact | Company>(
  app: FastifyInstance,
  authenticate: Authenticate,
  collection: Collection<T>,
): void {
  const { type } = collection;

  app.get(`/${type}`, async (request, reply) => {
    const { account, base } = authenticate(request);
    const parameters = parametersOf(request);
    const shown = withParameter(parameters);
    const entities = sortByParameter(
      parameters,
      matching(account, [...collection.entities(account).values()], parameters),
      {
        id: (entity) => entity.id,
        updated_at: (entity) => entity.updated_at,
      },
    );
    return sendPage(request, reply, type, entities, (entity) => collection.render(account, entity, base, shown));
  });

  app.get(`/${type}/:id`, async (request, reply) => {
    const { account, base } = authenticate(request);
    const entity = collection.entities(account).get(idOf(request));
    if (!entity || entity.is_deleted) return reply.removeHeader('content-type').code(204).send();
    return collection.render(account, entity, base, withParameter(parametersOf(request)));
  });
}

function writingRoutes<T extends Contact | Company>(
  app: FastifyInstance,
  authenticate: Authenticate,
  collection: Collection<T>,
): void {
  const { type } = collection;

  app.post(`/${type}`, async (request) => {
    const { account, user, base } = authenticate(request);
    const inputs = parseBatch(request.body, personSchema, (input) => personProblems(account, type, input));
    const created = inputs.map((input, index) => {
      const { id } = collection.create(account, toPersonInput(input), user.id);
      return {
        id,
        is_deleted: false,
        is_unsorted: false,
        request_id: requestIdOf(input, index),
        _links: { self: { href: `${base}/${type}/${id}` } },
      };
    });
    return { _links: { self: { href: requestAddress(request) } }, _embedded: { [type]: created } };
  });

  app.patch(`/${type}`, async (request) => {
    const { account, user, base } = authenticate(request);
    const entities = collection.entities(account);
    const inputs = parseBatch(request.body, changedPersonSchema, (input) => {
      const entity = entities.get(input.id);
      return entity && !entity.is_deleted ? personProblems(account, type, input) : [notSupported('id')];
    });
    const changed = inputs.flatMap((input) => {
      const entity = entities.get(input.id);
      if (!entity) return [];
      collection.change(account, entity, toPersonInput(input), user.id);
      return [thinReply(entity, `${base}/${type}/${entity.id}`)];
    });
    return { _links: { self: { href: requestAddress(request) } }, _embedded: { [type]: changed } };
  });

  app.patch(`/${type}/:id`, async (request) => {
    const { account, user, base } = authenticate(request);
    const entity = collection.entities(account).get(idOf(request));
    if (!entity || entity.is_deleted) throw new KommoProblem(404, 'Entity not found');
    const input = parseOne(request.body, personSchema, (candidate) => personProblems(account, type, candidate));
    collection.change(account, entity, toPersonInput(input), user.id);
    return thinReply(entity, `${base}/${type}/${entity.id}`);
  });
}

function thinReply(entity: Contact | Company, href: string): object {
  return { id: entity.id, name: entity.name, updated_at: entity.updated_at, _links: { self: { href } } };
}

/**
 * Kommo's `query` is a substring search over names and every field's values, so it finds unrelated people: an e-mail
 * inside a longer one, a name that contains it, digits inside a phone number.
 */
function matching<T extends Contact | Company>(
  account: Account,
  entities: readonly T[],
  parameters: URLSearchParams,
): T[] {
  const ids = numbersParameter(parameters, 'filter[id]');
  const names = listParameter(parameters, 'filter[name]');
  const responsible = numbersParameter(parameters, 'filter[responsible_user_id]');
  const updated = rangeParameter(parameters, 'filter[updated_at]');
  const query = parameters.get('query')?.toLowerCase() ?? '';
  const isSearchable = ({ created_at }: T) =>
    query === '' || created_at * 1000 + account.searchLag <= account.clock.now();
  const digits = /^[\d\s()+-]+$/.test(query) ? query.replaceAll(/\D/g, '') : '';
  return entities.filter(
    (entity) =>
      !entity.is_deleted &&
      isSearchable(entity) &&
      (ids.length === 0 || ids.includes(entity.id)) &&
      (names.length === 0 || names.includes(entity.name)) &&
      (responsible.length === 0 || responsible.includes(entity.responsible_user_id)) &&
      updated(entity.updated_at) &&
      [entity.name, ...fieldTexts(entity.fields)].some(
        (text) => text.toLowerCase().includes(query) || (digits !== '' && text.replaceAll(/\D/g, '').includes(digits)),
      ),
  );
}
