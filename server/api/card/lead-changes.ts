import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/database/database.ts';
import type { Listening } from '../../platform/database/listen.ts';

/** Notices the first change to what a card shows, whichever process made it. */
export interface Watch {
  readonly hasChanged: () => boolean;
  /** resolves with the first change */
  readonly changed: Promise<void>;
  /**
   * Names what the card depends on: lead ids, the ids of customers on no lead, contacts, digests of addresses. Until then
   * the watch remembers every change in the account, because only the look knows what it depended on. Call it once.
   */
  readonly about: (topics: readonly string[]) => void;
  readonly end: () => void;
}

export type LeadChanges = ReturnType<typeof createLeadChanges>;

/** The triggers that announce on it: prisma/migrations/…_lead_payments_changed */
const channel = 'lead_payments';

/** Listens from the first watch on. */
export function createLeadChanges(database: Pick<Database, 'listen'>, log: Pick<FastifyBaseLogger, 'warn'>) {
  /** what to call at a change, by account and topic */
  const watches = new Map<string, Map<string, Set<Hear>>>();
  let listening: Listening | undefined;
  let isLost = false;

  function listen(): Listening {
    return database.listen(channel, {
      onMessage(payload) {
        const [accountId = '', topic] = payload.split(':');
        const ofAccount = watches.get(accountId);
        if (topic === undefined) notifyAll(ofAccount);
        else for (const name of [topic, anything]) notify(ofAccount?.get(name), topic);
      },
      onGap() {
        isLost = false;
        for (const ofAccount of watches.values()) notifyAll(ofAccount);
      },
      onLost(error) {
        if (!isLost) log.warn({ err: error }, 'open cards do not hear of changes at once until the database is back');
        isLost = true;
      },
    });
  }

  function register(accountId: string, topic: string, hear: Hear): () => void {
    const ofAccount = watches.get(accountId) ?? new Map<string, Set<Hear>>();
    const ofTopic = ofAccount.get(topic) ?? new Set();
    watches.set(accountId, ofAccount.set(topic, ofTopic.add(hear)));
    return () => {
      ofTopic.delete(hear);
      if (ofTopic.size === 0 && ofAccount.get(topic) === ofTopic) ofAccount.delete(topic);
      if (ofAccount.size === 0 && watches.get(accountId) === ofAccount) watches.delete(accountId);
    };
  }

  return {
    /** From this call on. What it cannot tell, because messages may have been missed, counts as a change. */
    watch(accountId: string): Watch {
      listening ??= listen();
      return startWatch((topic, hear) => register(accountId, topic, hear));
    },
    /** false while changes are not heard of, or only later */
    isHeard: (): boolean => listening?.isHeard() ?? false,
    close: async (): Promise<void> => listening?.close(),
  };
}

/** @param register has `hear` called at each change to the topic, until what it returns is called */
function startWatch(register: (topic: string, hear: Hear) => () => void): Watch {
  const { promise, resolve } = Promise.withResolvers<void>();
  let hasChanged = false;
  const change = (): void => {
    hasChanged = true;
    resolve();
  };
  const heard = new Set<string>();
  let forget = [register(anything, (topic) => (topic === undefined ? change() : heard.add(topic)))];
  const end = (): void => {
    for (const each of forget) each();
    forget = [];
  };
  return {
    hasChanged: () => hasChanged,
    changed: promise,
    about(topics) {
      if (forget.length === 0) return;
      const registered = topics.map((topic) => register(topic, change));
      end();
      forget = registered;
      if (topics.some((topic) => heard.has(topic))) change();
    },
    end,
  };
}

/** Without a topic everything of the account may have changed. */
type Hear = (topic?: string) => void;

/** the topic of watches that have not named theirs yet */
const anything = '';

function notifyAll(ofAccount: ReadonlyMap<string, ReadonlySet<Hear>> | undefined): void {
  for (const watchers of ofAccount?.values() ?? []) notify(watchers);
}

function notify(watchers: ReadonlySet<Hear> | undefined, topic?: string): void {
  for (const hear of watchers ?? []) hear(topic);
}
