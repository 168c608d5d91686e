import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasTakenTooLong, isDatabaseDown, isHeldUp, SnapshotsBusy, StorageFailed } from '../database/failures.ts';
import { Problem, TryLater } from './problem.ts';

/**
 * The one place where an error becomes an answer. Unexpected errors are logged completely and answered without their
 * text: FastSpring mails the body of a failing answer to the store, and Kommo shows ours to salespeople.
 */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem instanceof TryLater) void reply.header('retry-after', problem.retryAfterSeconds);
    else if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request: FastifyRequest, reply) => sendProblem(reply, nothingHere()));
}

export function nothingHere(): Problem {
  return new Problem(404, 'Not found', 'There is nothing at this address.', { code: 'not_found' });
}

/** Answers requests that Fastify refuses before routing, e.g. an address that is too long or cannot be decoded. */
export function answerBadAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, toProblem(error));
}

/** Answers requests that Node cannot parse as HTTP: there is no reply object, only a socket. */
export function answerBadRequest(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const { status, detail } = badRequests[error.code] ?? {
    status: 400,
    detail: 'This is not an HTTP request. Send HTTP/1.1.',
  };
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ code: 'request_invalid', title, status, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const badRequests: Readonly<Record<string, { readonly status: number; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail: 'The address and the headers are longer than 16 KiB together. Shorten them.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time. Send it again.' },
};

function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .type('application/problem+json')
    .send({ ...problem.members, title: problem.title, status: problem.status, detail: problem.message });
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasTakenTooLong(error) || isHeldUp(error)) {
    return new Problem(
      503,
      'Took too long',
      'The database took too long for this request, and nothing was stored. Ask for less at a time, or try again in a minute.',
      { code: 'took_too_long' },
    );
  }
  if (error instanceof StorageFailed || isDatabaseDown(error)) {
    return new Problem(
      503,
      'Storage unavailable',
      'The database cannot be reached. Nothing was stored; send it again later.',
      { code: 'storage_unavailable' },
    );
  }
  if (error instanceof SnapshotsBusy) {
    return new TryLater(
      'Too many reports at once',
      'The server is making other exports or reports. Try again in a minute.',
      30,
      { code: 'snapshots_busy' },
    );
  }
  if (isFastifyError(error) && error.statusCode !== undefined && error.statusCode < 500) {
    return new Problem(
      error.statusCode,
      STATUS_CODES[error.statusCode] ?? 'Bad request',
      details[error.code] ?? error.message,
      { code: error.statusCode === 413 ? 'body_too_large' : 'request_invalid' },
    );
  }
  return new Problem(
    500,
    'Internal error',
    'Something went wrong here. The request was not carried out; try again later.',
    { code: 'internal_error' },
  );
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && 'code' in error;
}

const details: Readonly<Record<string, string>> = {
  // Fastify's own message repeats the address, which may contain a key.
  FST_ERR_MAX_PARAM_LENGTH: 'The address is too long. Check it for a part that does not belong there.',
  FST_ERR_BAD_URL: 'The address cannot be decoded. Check its percent signs.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 5 MiB. Send fewer events at a time.',
};
