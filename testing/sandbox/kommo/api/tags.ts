import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { EntityType, Tag } from '../records/entities.ts';
import { parseBatch, requestIdOf } from './batch.ts';
import type { Authenticate } from './caller.ts';
import { requestId } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import { listParameter, parametersOf } from './parameters.ts';

/** `/leads/tags` and its twins for contacts and companies. */
export function tagRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  for (const entityType of ['leads', 'contacts', 'companies'] as const) {
    app.get(`/${entityType}/tags`, async (request, reply) => {
      const { account } = authenticate(request);
      const parameters = parametersOf(request);
      const query = parameters.get('query')?.toLowerCase() ?? '';
      const names = listParameter(parameters, 'filter[name]');
      const tags = tagsOf(account, entityType).filter(
        ({ name }) => name.toLowerCase().includes(query) && (names.length === 0 || names.includes(name)),
      );
      return sendPage(request, reply, 'tags', tags, (tag) => tag);
    });

    app.post(`/${entityType}/tags`, async (request) => {
      const { account } = authenticate(request);
      const inputs = parseBatch(request.body, newTagSchema, () => []);
      const tags = inputs.map((input, index) => {
        const known = tagsOf(account, entityType).find(({ name }) => name === input.name);
        const tag: Tag = known ?? { id: account.nextId(), name: input.name, color: null };
        if (known === undefined) account.tags[entityType].push(tag);
        return { ...tag, request_id: requestIdOf(input, index) };
      });
      return { _links: { self: { href: requestAddress(request) } }, _embedded: { tags } };
    });
  }
}

const newTagSchema = z.strictObject({ name: z.string().min(1), color: z.string().nullish(), request_id: requestId });

/** Tags created on their own, and those of entities. */
function tagsOf(account: Account, entityType: EntityType): Tag[] {
  const tags = [...account.tags[entityType], ...[...account[entityType].values()].flatMap((entity) => entity.tags)];
  return [...new Map(tags.map((tag) => [tag.name, tag])).values()];
}
