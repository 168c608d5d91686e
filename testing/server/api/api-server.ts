import { onTestFinished } from 'vitest';
import { type Api, prepareApi } from '../../../server/api/prepare-api.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';

/** A server for some of the API's routes, with what these need; gone after the running test. */
export function createApi(services: Parameters<typeof prepareApi>[1]): Api {
  const app = createServer();
  onTestFinished(() => app.close());
  return prepareApi(app, services);
}
