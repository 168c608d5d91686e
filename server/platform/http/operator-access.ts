import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackHost } from './loopback.ts';
import { Problem } from './problem.ts';

/** A hook for a route that is only for the operator. Throws a Problem for all other requests. */
export type OperatorAccess = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * With a token, only requests that carry it are answered. Without one, only those from this machine, and only if the
 * service has no public address: a reverse proxy's requests also come from this machine and look like its own.
 */
export function createOperatorAccess(config: {
  readonly operatorToken: string | undefined;
  readonly publicUrl: string;
}): OperatorAccess {
  const { operatorToken } = config;
  const isLocal = isLoopbackHost(new URL(config.publicUrl).hostname);
  return async (request, reply) => {
    if (operatorToken === undefined) {
      if (isLocal && isFromThisMachine(request)) return;
      throw new Problem(
        404,
        'Not found',
        'This address is the operator’s. Set OPERATOR_TOKEN, and send it as "Authorization: Bearer …".',
        { code: 'not_found' },
      );
    }
    if (isSame(bearerOf(request.headers.authorization), operatorToken)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new Problem(
      401,
      'Token not valid',
      'Send the value of OPERATOR_TOKEN with the request, as "Authorization: Bearer …".',
      { code: 'operator_token_invalid' },
    );
  };
}

function isFromThisMachine({ raw }: FastifyRequest): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(raw.socket.remoteAddress ?? '');
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Hashed, because `timingSafeEqual` needs equal lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
