import type { IncomingMessage } from 'node:http';
import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import { TryLater } from './problem.ts';

interface Bounds {
  /** bytes that the bodies of one owner may hold at a time */
  readonly perOwner: number;
  /** and those of all owners together */
  readonly inAll: number;
}

export interface BodyBudget {
  /** With a callback: all who read the body must begin to listen in the same turn. */
  readonly countBody: preParsingHookHandler;
  /** Holds the body until this work is over, although its sender may be gone by then. */
  readonly holdDuring: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
}

/** bytes; a body that announces or reaches more is large */
const smallAtMost = 64 * 1024;
/** The rest is for small bodies: a few large ones that stall must not keep out the usual ones. */
const shareOfLarge = 3 / 4;

/**
 * Bounds the memory of bodies that are being received and answered: one that stalls is held until its request times out.
 * Counts what has arrived, not what a header announces. The body that goes over the bound is refused with 503 and its
 * connection closed; the others go on.
 */
export function createBodyBudget(bounds: Bounds, ownerOf: (request: FastifyRequest) => string): BodyBudget {
  const all = createByteCount(bounds);
  const large = createByteCount({ perOwner: bounds.perOwner * shareOfLarge, inAll: bounds.inAll * shareOfLarge });
  const work = new WeakMap<IncomingMessage, Promise<unknown>>();

  const countBody: preParsingHookHandler = (request, reply, payload, done) => {
    const owner = ownerOf(request);
    const announced = Number(request.headers['content-length'] ?? 0);
    let own = 0;
    let ownLarge = 0;
    const count = ({ length }: Buffer) => {
      own += length;
      const more = Math.max(announced, own) > smallAtMost ? own - ownLarge : 0;
      ownLarge += more;
      // Both are counted, whatever the first says.
      const areKept = [all.add(owner, length), large.add(owner, more)];
      if (areKept.every((isKept) => isKept)) return;
      request.raw.off('data', count);
      // What is still to come would be held by those who read the body.
      reply.raw.once('finish', () => request.raw.destroy());
      void reply.header('connection', 'close').send(tooBusy());
    };
    const giveBack = () => {
      all.add(owner, -own);
      large.add(owner, -ownLarge);
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

  function holdDuring<Result>({ raw }: FastifyRequest, start: () => Promise<Result>): Promise<Result> {
    const result = start();
    work.set(raw, Promise.allSettled([result]));
    return result;
  }

  return { countBody, holdDuring };
}

/** Counts the bytes of each owner. `add` returns whether the bounds are kept. */
function createByteCount({ perOwner, inAll }: Bounds) {
  const held = new Map<string, number>();
  let all = 0;

  function add(owner: string, bytes: number): boolean {
    const ofOwner = (held.get(owner) ?? 0) + bytes;
    all += bytes;
    if (ofOwner === 0) held.delete(owner);
    else held.set(owner, ofOwner);
    // A small body adds nothing to the large ones, and is not refused for them.
    return bytes === 0 || (ofOwner <= perOwner && all <= inAll);
  }

  return { add };
}

function tooBusy(): TryLater {
  return new TryLater('Too busy', 'Too much is being received at once. Nothing was stored; send it again later.', 60);
}
