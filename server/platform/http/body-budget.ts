import type { IncomingMessage } from 'node:http';
import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import { TryLater } from './problem.ts';

interface Bounds {
  /** maximum bytes of one owner's bodies at a time */
  readonly perOwner: number;
  /** maximum bytes of all owners together */
  readonly inAll: number;
}

/** bytes; a body that announces or reaches more is large */
const smallAtMost = 64 * 1024;
/** The rest is for small bodies: a few stalled large ones must not block ordinary requests. */
const shareOfLarge = 3 / 4;
const tooMuchAtOnce = 'Too much is being received at once. Nothing was stored; send it again later.';

/**
 * Limits the memory of bodies that are being received and answered: a stalled body stays in memory until its request
 * times out. Counts the bytes received, not those announced in a header. A body that exceeds the limit is refused with
 * 503 and its connection is closed; the others continue.
 */
export function createBodyBudget(bounds: Bounds, ownerOf: (request: FastifyRequest) => string) {
  const addToAll = createByteCount(bounds);
  const addToLarge = createByteCount({ perOwner: bounds.perOwner * shareOfLarge, inAll: bounds.inAll * shareOfLarge });
  const work = new WeakMap<IncomingMessage, Promise<unknown>>();

  /** With a callback: all readers of the body must start to listen in the same tick. */
  const countBody: preParsingHookHandler = (request, reply, payload, done) => {
    const owner = ownerOf(request);
    const announced = Number(request.headers['content-length'] ?? 0);
    let own = 0;
    let ownLarge = 0;
    const count = ({ length }: Buffer) => {
      own += length;
      const more = Math.max(announced, own) > smallAtMost ? own - ownLarge : 0;
      ownLarge += more;
      // Both are counted, regardless of the first result.
      const areKept = [addToAll(owner, length), addToLarge(owner, more)];
      if (areKept.every((isKept) => isKept)) return;
      request.raw.off('data', count);
      // The readers of the body would keep the remaining bytes in memory.
      reply.raw.once('finish', () => request.raw.destroy());
      void reply
        .header('connection', 'close')
        .send(new TryLater('Too busy', tooMuchAtOnce, 60, { code: 'server_busy' }));
    };
    const giveBack = () => {
      addToAll(owner, -own);
      addToLarge(owner, -ownLarge);
    };
    request.raw.on('data', count);
    reply.raw.once('close', () => {
      request.raw.off('data', count);
      const underWay = work.get(request.raw);
      if (underWay === undefined) giveBack();
      else void underWay.then(giveBack);
    });
    done(null, payload);
  };

  /** Counts the body until this work is done, even if its sender is gone by then. */
  function holdDuring<Result>({ raw }: FastifyRequest, start: () => Promise<Result>): Promise<Result> {
    const result = start();
    work.set(raw, Promise.allSettled([result]));
    return result;
  }

  return { countBody, holdDuring };
}

/** Counts the bytes of each owner. @returns what adds to them, and returns whether the limits are kept */
function createByteCount({ perOwner, inAll }: Bounds) {
  const held = new Map<string, number>();
  let all = 0;

  return (owner: string, bytes: number): boolean => {
    const ofOwner = (held.get(owner) ?? 0) + bytes;
    all += bytes;
    if (ofOwner === 0) held.delete(owner);
    else held.set(owner, ofOwner);
    // A small body adds nothing to the large ones, and is not refused because of them.
    return bytes === 0 || (ofOwner <= perOwner && all <= inAll);
  };
}
