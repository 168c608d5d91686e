import swagger, { type SwaggerTransform } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };

const problem = {
  description: 'The problem and, in `detail`, what to do next',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['title', 'status', 'detail'],
        properties: {
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          code: { type: 'string', description: 'for programs, where they act on it' },
        },
      },
    },
  },
};

/** `GET /api/openapi.json`: the shape of the API's routes, from their schemas. Public: it holds no data. */
export async function apiDocument(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'FastSpring payments for Kommo', version: packageFile.version },
      components: {
        securitySchemes: {
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Auth-Token',
            description: 'Kommo’s one-time token: https://developers.kommo.com/docs/one-time-tokens',
          },
        },
      },
      security: [{ token: [] }],
    },
    transform: describe,
  });
  let document: string | null = null;
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').header('cache-control', 'public, max-age=300').send(document);
  });
}

/** Adds the access that a route requires, and the problem that every route may answer. */
const describe: SwaggerTransform = (given) => {
  const { administrator, buyers, body } = given.route.config ?? {};
  const { schema, url } = jsonSchemaTransform({ ...given, schema: { ...given.schema, ...(body && { body }) } });
  const access = administrator ? 'For administrators.' : buyers ? 'For people who may see all buyers.' : undefined;
  return {
    url,
    schema: {
      ...schema,
      ...(access && { description: access }),
      response: { ...(schema?.response ?? { '2xx': { description: 'The answer' } }), default: problem },
    },
  };
};

/** For a route that answers without a body. */
export const noContent = { 204: z.undefined().describe('Done') };
