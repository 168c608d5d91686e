import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { refuseUnguarded } from './prepare-api.ts';

test.each(['administrator', 'buyers'])('a route for %s alone cannot stand where nothing checks that', async (who) => {
  const app = Fastify();
  app.addHook('onRoute', refuseUnguarded);
  const route = () => app.get('/secret', { config: { [who]: true } }, async () => 'secret');
  expect(route).toThrow('/secret is restricted, and nothing checks it');
  app.get('/open', async () => 'open');
  app.decorateRequest('user');
  expect(route).not.toThrow();
  await app.close();
});
