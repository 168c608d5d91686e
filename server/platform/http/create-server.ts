import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { storableJson } from '../json/storable-json.ts';
import { answerBadAddress, answerBadRequest, answerErrors } from './error-handler.ts';

/**
 * A server that accepts requests as proxies and browsers send them: with a trailing slash, with an empty content type,
 * or with JSON's content type and no body. Characters that Postgres cannot store, a NUL or half a surrogate pair, are
 * replaced before any route sees them.
 */
export function createServer(options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify({
    ...options,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBadRequest,
    // An address cannot contain half a pair: it has no UTF-8 encoding.
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
