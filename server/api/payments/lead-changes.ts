import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../database/database.ts';
import type { Listening } from '../../database/listen.ts';

/** Notices the first change to what a lead's card shows, whichever process made it. */
export interface Watch {
  readonly hasChanged: () => boolean;
  /** resolves with the first change */
  readonly changed: Promise<void>;
  readonly end: () => void;
}

export interface LeadChanges {
  /** From this call on. What it cannot tell, because messages may have been missed, counts as a change. */
  readonly watch: (accountId: string, leadId: number) => Watch;
  /** false while changes are not heard of, or only later */
  readonly isHeard: () => boolean;
  readonly close: () => Promise<void>;
}

/** The triggers that announce on it: prisma/migrations/…_lead_payments_changed */
const channel = 'lead_payments';

/** Listens from the first watch on. */
export function createLeadChanges(
  database: Pick<Database, 'listen'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
): LeadChanges {
  /** what to call at a change, by account and lead */
  const watches = new Map<string, Map<string, Set<() => void>>>();
  let listening: Listening | undefined;
  let isLost = false;

  function listen(): Listening {
    return database.listen(channel, {
      onMessage(payload) {
        const [accountId = '', leadId] = payload.split(':');
        const ofAccount = watches.get(accountId);
        if (leadId === undefined) ofAccount?.forEach(notify);
        else notify(ofAccount?.get(leadId));
      },
      onGap() {
        isLost = false;
        for (const ofAccount of watches.values()) ofAccount.forEach(notify);
      },
      onLost(error) {
        if (!isLost) log.warn({ err: error }, 'open cards do not hear of changes at once until the database is back');
        isLost = true;
      },
    });
  }

  return {
    watch(accountId, leadId) {
      listening ??= listen();
      const { promise, resolve } = Promise.withResolvers<void>();
      let hasChanged = false;
      const change = (): void => {
        hasChanged = true;
        resolve();
      };
      const ofAccount = watches.get(accountId) ?? new Map<string, Set<() => void>>();
      const ofLead = ofAccount.get(String(leadId)) ?? new Set();
      watches.set(accountId, ofAccount.set(String(leadId), ofLead.add(change)));
      return {
        hasChanged: () => hasChanged,
        changed: promise,
        end() {
          ofLead.delete(change);
          if (ofLead.size === 0 && ofAccount.get(String(leadId)) === ofLead) ofAccount.delete(String(leadId));
          if (ofAccount.size === 0 && watches.get(accountId) === ofAccount) watches.delete(accountId);
        },
      };
    },
    isHeard: () => listening?.isHeard() ?? false,
    close: async () => listening?.close(),
  };
}

function notify(watchers: ReadonlySet<() => void> | undefined): void {
  for (const change of watchers ?? []) change();
}
