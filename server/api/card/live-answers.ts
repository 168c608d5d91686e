import { namesEtag } from '../../platform/http/etag.ts';
import { createHeldRequests, type HeldRequest } from './held-requests.ts';
import type { LeadChanges, Watch } from './lead-changes.ts';

/** What one reader is shown on a card. */
export interface Shown {
  readonly etag: string;
  readonly body: string;
  /** whether it stays the same until a change to one of its topics is announced */
  readonly isLasting: boolean;
  /** as `Watch` takes them */
  readonly topics: readonly string[];
}

export interface Question {
  readonly accountId: string;
  readonly userId: number;
  /** the card, e.g. `lead 152464` */
  readonly subject: string;
  /** names everything but the card's payments that the answer depends on */
  readonly reader: string;
  /** an `If-None-Match` */
  readonly known: string | undefined;
  /** how long to wait for a change, ms */
  readonly waitMs: number;
  /** aborted when the client has closed the connection */
  readonly gone: AbortSignal;
  readonly look: () => Promise<Shown>;
}

interface Answer {
  readonly etag: string;
  /** null when nothing has changed since `known` */
  readonly body: string | null;
}

const heldAtMost = { ofPerson: 3, ofAccount: 500, inAll: 4_000 };
/** ms; during a burst of changes an open card is looked at no more often */
const lookAtMostEvery = 250;
/** ms; then changes without an announcement are noticed: a link expires, a refund is no longer recent, a user is renamed */
export const rememberedFor = 300_000;
/** ms; a request is held no longer while changes are not heard of */
export const longestWaitUnheard = 3_000;
const rememberedAtMost = 10_000;

interface Remembered {
  readonly etag: string;
  readonly topics: readonly string[];
  readonly watch: Watch;
  readonly lookedAt: number;
}

/** Answers when something changes; while a card is merely open its payments are not read again. */
export function createLiveAnswers(changes: Pick<LeadChanges, 'watch' | 'isHeard'>) {
  const requests = createHeldRequests(heldAtMost);
  const { recall, look } = createLooks(changes);

  /** @returns null when the request ended before there were news */
  async function lookUntilNews(question: Question, first: Watch, request: HeldRequest): Promise<Answer | null> {
    let watch = first;
    let lookedAt = Number.NEGATIVE_INFINITY;
    try {
      while (true) {
        await Promise.race([watch.changed, request.ended]);
        await Promise.race([wait(Math.max(1, lookedAt + lookAtMostEvery - performance.now())), request.ended]);
        if (request.isEnded()) return null;
        watch.end();
        watch = changes.watch(question.accountId);
        lookedAt = performance.now();
        const shown = await look(question);
        watch.about(shown.topics);
        if (!namesEtag(question.known, shown.etag)) return shown;
      }
    } finally {
      watch.end();
    }
  }

  return {
    /** At once when what is known is out of date, otherwise when something changes or `waitMs` are over. */
    async answer(question: Question): Promise<Answer> {
      const { accountId, userId, known, waitMs, gone } = question;
      const watch = changes.watch(accountId);
      try {
        const recalled = recall(question);
        const isRecalled = recalled !== undefined && namesEtag(known, recalled.etag);
        const shown = isRecalled ? { ...recalled, body: null } : await look(question);
        if (!namesEtag(known, shown.etag)) return shown;
        watch.about(shown.topics);
        const unchanged: Answer = { etag: shown.etag, body: null };
        const longest = changes.isHeard() ? waitMs : Math.min(waitMs, longestWaitUnheard);
        const request = longest === 0 || gone.aborted ? null : requests.hold(accountId, userId, longest);
        if (request === null) return unchanged;
        gone.addEventListener('abort', request.end);
        return (await lookUntilNews(question, watch, request).finally(request.end)) ?? unchanged;
      } finally {
        watch.end();
      }
    },
    /** Answers every question that waits. */
    close: requests.close,
  };
}

/**
 * What a reader was shown last is remembered, as no more than its ETag, for as long as no change to its topics is
 * announced.
 */
function createLooks({ watch: startWatch, isHeard }: Pick<LeadChanges, 'watch' | 'isHeard'>) {
  /** oldest first */
  const remembered = new Map<string, Remembered>();

  function forget(name: string): void {
    remembered.get(name)?.watch.end();
    remembered.delete(name);
  }

  function remember(name: string, now: Remembered): void {
    remembered.set(name, now);
    for (const [oldest, { lookedAt }] of remembered) {
      if (remembered.size <= rememberedAtMost && now.lookedAt - lookedAt < rememberedFor) break;
      forget(oldest);
    }
  }

  return {
    recall(question: Question): Remembered | undefined {
      const found = remembered.get(nameOf(question));
      if (!isHeard() || found === undefined || found.watch.hasChanged()) return undefined;
      return performance.now() - found.lookedAt < rememberedFor ? found : undefined;
    },
    /** The watch begins first, so that a change during the look leads to another one. */
    async look(question: Question): Promise<Shown> {
      const watch = startWatch(question.accountId);
      const lookedAt = performance.now();
      const shown = await question.look().catch((error: unknown) => {
        watch.end();
        throw error;
      });
      const name = nameOf(question);
      forget(name);
      watch.about(shown.topics);
      if (shown.isLasting) remember(name, { etag: shown.etag, topics: shown.topics, watch, lookedAt });
      else watch.end();
      return shown;
    },
  };
}

const nameOf = ({ accountId, userId, subject, reader }: Question): string =>
  JSON.stringify([accountId, userId, subject, reader]);

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));
