import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import { Problem } from './problem.ts';

interface BodyBudget {
  /** bytes that the bodies of one owner may hold at a time */
  readonly perOwner: number;
  /** and those of all owners together */
  readonly inAll: number;
}

/**
 * Bounds the memory of bodies that are being received and answered: one that stalls is held until its request times out.
 * Counts what has arrived, not what a header announces. The body that goes over the bound is refused with 503 and its
 * connection closed; the others go on.
 */
export function createBodyBudget(
  { perOwner, inAll }: BodyBudget,
  ownerOf: (request: FastifyRequest) => string,
): preParsingHookHandler {
  const held = new Map<string, number>();
  let all = 0;

  /** With a callback: all who read the body must begin to listen in the same turn. */
  return function countBody(request, reply, payload, done) {
    const owner = ownerOf(request);
    let own = 0;
    const count = ({ length }: Buffer) => {
      own += length;
      if (hold(owner, length)) return;
      request.raw.off('data', count);
      // What is still to come would be held by those who read the body.
      reply.raw.once('finish', () => request.raw.destroy());
      void reply.header('connection', 'close').header('retry-after', '60').send(tooBusy());
    };
    request.raw.on('data', count);
    reply.raw.once('close', () => hold(owner, -own));
    done(null, payload);
  };

  /** @returns whether the bound is kept */
  function hold(owner: string, bytes: number): boolean {
    const ofOwner = (held.get(owner) ?? 0) + bytes;
    all += bytes;
    if (ofOwner === 0) held.delete(owner);
    else held.set(owner, ofOwner);
    return ofOwner <= perOwner && all <= inAll;
  }
}

function tooBusy(): Problem {
  return new Problem(503, 'Too busy', 'Too much is being received at once. Nothing was stored; send it again later.');
}
