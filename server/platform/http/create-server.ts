import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { storableJson } from '../json/storable-json.ts';
import { answerBadAddress, answerBadRequest, answerErrors } from './error-handler.ts';

/**
 * A server that takes requests as proxies and browsers send them: with a slash at the end of the address, with an empty
 * content type, with the content type of JSON and no body. What Postgres cannot hold, a NUL or half a surrogate pair, is
 * replaced before any route sees it.
 */
export function createServer(options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify({
    ...options,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBadRequest,
    // An address holds no half of a pair: that has no UTF-8.
    rewriteUrl: ({ url = '/' }) => url.replaceAll('%00', '%EF%BF%BD'),
  });
  answerErrors(app);
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.headers['content-type']?.trim() === '') delete raw.headers['content-type'];
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, storableJson(String(body)), done);
  });
  return app;
}
