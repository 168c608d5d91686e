import type { FastifyServerOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { type Api, prepareApi } from '../../../server/api/prepare-api.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { testSealer } from '../platform/crypto/test-sealer.ts';
import { apiConfig } from './api-config.ts';

const usual: Omit<Parameters<typeof prepareApi>[1], 'authenticate'> = {
  config: apiConfig,
  sealer: testSealer,
  rulesFromEnvironment: [],
  wake: () => undefined,
  tryCredentials: async () => 'accepted',
  now: Date.now,
};

/** A server for some of the API's routes, with what these need beside the usual; gone after the running test. */
export function createApi(services: Parameters<typeof prepareApi>[1], options: FastifyServerOptions = {}): Api {
  const app = createServer(options);
  onTestFinished(() => app.close());
  return prepareApi(app, { ...usual, ...services });
}
