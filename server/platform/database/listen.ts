import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { limitStatements, statementLimits } from './pools.ts';

export interface Listener {
  readonly onMessage: (payload: string) => void;
  /** Messages may have been missed: at the first connection and after every lost one. */
  readonly onGap: () => void;
  /** The connection is lost, or cannot be opened; it is tried again. */
  readonly onLost: (error: unknown) => void;
}

export interface Listening {
  /** whether all messages currently arrive */
  readonly isHeard: () => boolean;
  readonly close: () => Promise<void>;
}

/** ms */
export interface ListenTimes {
  /** the interval of delivery checks: a broken network or a pooler may drop messages without an error */
  readonly beat: number;
  readonly retry: number;
}

const usualTimes: ListenTimes = { beat: 10_000, retry: 1_000 };
/** never used as a payload */
const beat = 'beat';

/** Listens to one channel on a separate connection, which is replaced whenever it is lost. */
export function listenOnPostgres(
  databaseUrl: string,
  channel: string,
  listener: Listener,
  times: ListenTimes = usualTimes,
): Listening {
  const closing = new AbortController();
  let isHeard = false;

  async function listenOnce(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 3_000,
      query_timeout: 5_000,
    });
    const lost = Promise.withResolvers<never>();
    // It may be lost while no code waits for it.
    lost.promise.catch(() => undefined);
    client.on('error', lost.reject).on('end', () => lost.reject(new Error('The connection that listens has ended')));
    let beats = 0;
    client.on('notification', ({ payload = '' }) => {
      if (payload === beat) beats += 1;
      else listener.onMessage(payload);
    });
    try {
      await client.connect();
      await limitStatements(client, statementLimits.usual);
      await client.query(`LISTEN ${channel}`);
      isHeard = true;
      listener.onGap();
      for (let sent = 0; ; sent += 1) {
        if (beats < sent) throw new Error('The connection that listens delivers no messages');
        await client.query('SELECT pg_notify($1, $2)', [channel, beat]);
        await Promise.race([lost.promise, wait(times.beat, undefined, { signal: closing.signal })]);
      }
    } finally {
      isHeard = false;
      await client.end();
    }
  }

  async function listenAlways(): Promise<void> {
    while (!closing.signal.aborted) {
      await listenOnce().catch((error: unknown) => {
        if (!closing.signal.aborted) listener.onLost(error);
      });
      await wait(times.retry, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const running = listenAlways();
  return {
    isHeard: () => isHeard,
    close: () => {
      closing.abort();
      return running;
    },
  };
}
