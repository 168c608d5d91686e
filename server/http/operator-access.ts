import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** A hook for a route that is the operator's alone. Throws a Problem for everybody else. */
export type OperatorAccess = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * With a token, only requests that carry it are answered. Without one, only those that this machine sends directly: what a
 * reverse proxy passes on comes from this machine too.
 */
export function createOperatorAccess(token: string | undefined): OperatorAccess {
  return async (request, reply) => {
    if (token === undefined) {
      if (!isSentDirectly(request)) throw noToken();
      return;
    }
    if (isSame(bearerOf(request.headers.authorization), token)) return;
    reply.header('www-authenticate', 'Bearer');
    throw wrongToken();
  };
}

/** What proxies add. One that adds none of them still passes on the public host name, or needs a token. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
const loopbackAddress = /^(::ffff:)?127\.|^::1$/;
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

function isSentDirectly({ raw, headers }: FastifyRequest): boolean {
  return (
    loopbackAddress.test(raw.socket.remoteAddress ?? '') &&
    loopbackHost.test(headers.host ?? '') &&
    proxyHeaders.every((name) => headers[name] === undefined)
  );
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Of equal length for `timingSafeEqual`, whatever was sent. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function noToken(): Problem {
  return new Problem(
    404,
    'Not found',
    'This address answers only to the machine that the service runs on. To read it from elsewhere, set OPERATOR_TOKEN and send it as "Authorization: Bearer …".',
  );
}

function wrongToken(): Problem {
  return new Problem(
    401,
    'Token not valid',
    'Send the value of OPERATOR_TOKEN with the request, as "Authorization: Bearer …".',
  );
}
