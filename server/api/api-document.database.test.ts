import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { setPeopleScene } from '../../testing/server/api/people-scene.ts';

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

test('everybody reads the shape of every route, and nothing else', async () => {
  const { app, routes } = await setPeopleScene();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${address}/api/openapi.json`);
  expect(answer.status).toBe(200);
  const document = documentSchema.parse(await answer.json());
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(described.toSorted()).toEqual(routes.toSorted());
  const { paths } = document;
  expect(paths['/api/v1/pause']).toMatchObject({
    put: {
      description: 'For administrators.',
      requestBody: { content: { 'application/json': { schema: { required: ['reason'] } } } },
      responses: {
        200: { content: { 'application/json': {} } },
        default: { content: { 'application/problem+json': {} } },
      },
    },
    delete: { responses: { 204: { description: 'Done' } } },
  });
  expect(paths['/api/v1/leads/{leadId}/payment-links']?.post).toMatchObject({
    parameters: [{ in: 'path', name: 'leadId', schema: { type: 'string', pattern: expect.any(String) } }],
    requestBody: { content: { 'application/json': { schema: { required: expect.arrayContaining(['product']) } } } },
  });
  expect(paths['/api/v1/events']?.get).toMatchObject({
    parameters: expect.arrayContaining([expect.objectContaining({ in: 'query', name: 'status', required: false })]),
  });
});

test('who is not an administrator learns nothing of what a body would have to be', async () => {
  const { ask, ids } = await setPeopleScene();
  const put = async (id: number | undefined) => (await ask(id, 'PUT /api/v1/pause', {})).json();
  expect(await put(ids.seller)).toMatchObject({ status: 403, title: 'Not allowed' });
  expect(await put(ids.administrator)).toEqual({
    ...{ title: 'Reason not valid', status: 400, code: 'pause_reason_invalid' },
    detail: 'Give a reason of 1 to 500 characters.',
  });
});
