/** How many requests wait for news at once. */
type HeldBounds = Readonly<Record<'ofPerson' | 'ofAccount' | 'inAll', number>>;

/** A request that is held; it has to be answered once `ended` resolves. */
export interface HeldRequest {
  readonly ended: Promise<void>;
  readonly isEnded: () => boolean;
  readonly end: () => void;
}

interface Held extends HeldRequest {
  readonly accountId: string;
  readonly userId: number;
}

export function createHeldRequests({ ofPerson, ofAccount, inAll }: HeldBounds) {
  /** oldest first */
  const held = new Map<string, Set<Held>>();
  let count = 0;
  let isClosed = false;

  function forget(request: Held): void {
    const theirs = held.get(request.accountId);
    if (theirs?.delete(request) !== true) return;
    count -= 1;
    if (theirs.size === 0) held.delete(request.accountId);
  }

  return {
    /** Null where no more are held. One person's oldest one makes room: what it belongs to may be gone long since. */
    hold(accountId: string, userId: number, milliseconds: number): HeldRequest | null {
      const own = [...(held.get(accountId) ?? [])].filter((each) => each.userId === userId);
      if (own.length >= ofPerson) own[0]?.end();
      const theirs = held.get(accountId) ?? new Set<Held>();
      if (isClosed || count >= inAll || theirs.size >= ofAccount) return null;
      const { promise, resolve } = Promise.withResolvers<void>();
      let isEnded = false;
      const end = (): void => {
        isEnded = true;
        clearTimeout(timer);
        forget(request);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      const request: Held = { accountId, userId, ended: promise, isEnded: () => isEnded, end };
      held.set(accountId, theirs.add(request));
      count += 1;
      return request;
    },
    /** Ends all, and holds none any more. */
    close(): void {
      isClosed = true;
      for (const theirs of held.values()) for (const request of theirs) request.end();
    },
  };
}
