import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createConversation, createMessageReader, type Message, type Statement } from './postgres-messages.ts';

/**
 * A moment in the conversation with the database. `asked`: the statement has not reached the server. `answered`: it was
 * executed, and the client does not know it yet. `committed`: the same for the COMMIT that follows it.
 */
export interface Moment {
  readonly sql: RegExp;
  /** must be among the statement's parameters, e.g. an account's id */
  readonly parameter: string;
  readonly at: 'asked' | 'answered' | 'committed';
}

export interface PostgresProxy {
  /** a database address that goes through the proxy */
  readonly url: string;
  /** Runs once, at that moment; nothing more passes on that connection, which then breaks. */
  readonly interrupt: (moment: Moment, run: () => Promise<void>) => void;
  readonly close: () => Promise<void>;
}

interface Interruption {
  readonly moment: Moment;
  readonly run: () => Promise<void>;
}

/** A server between the service and a Postgres that follows the conversation and can end it at any message. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  let interruptions: readonly Interruption[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => converse(client));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function take(isDue: (moment: Moment) => boolean): Interruption | undefined {
    const due = interruptions.find(({ moment }) => isDue(moment));
    if (due !== undefined) interruptions = interruptions.filter((other) => other !== due);
    return due;
  }

  function converse(client: Socket): void {
    const upstream = connect(Number(target.port), target.hostname);
    const conversation = createConversation();
    const readClient = createMessageReader({ startsUntyped: true });
    const readServer = createMessageReader({ startsUntyped: false });
    /** statements executed since the last BEGIN, waiting for their COMMIT */
    let inTransaction: readonly Statement[] = [];
    let isOver = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Without this a message would wait for the answer to the one before.
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        hangUp();
      });
    }
    client.on('data', (chunk) => pass(readClient(chunk), upstream, dueWhenAsked));
    upstream.on('data', (chunk) => pass(readServer(chunk), client, dueWhenAnswered));

    function pass(messages: readonly Message[], to: Socket, due: (message: Message) => Interruption | undefined): void {
      // Together, as they arrived: a packet for each message costs both ends more than the messages.
      to.cork();
      process.nextTick(() => to.uncork());
      for (const message of messages) {
        if (isOver) return;
        const interruption = due(message);
        if (interruption !== undefined) {
          isOver = true;
          void interruption.run().finally(hangUp);
          return;
        }
        to.write(message.bytes);
      }
    }

    function dueWhenAsked(message: Message): Interruption | undefined {
      const statement = conversation.fromClient(message);
      return statement === null ? undefined : take((moment) => moment.at === 'asked' && fits(moment, statement));
    }

    function dueWhenAnswered(message: Message): Interruption | undefined {
      const done = conversation.fromServer(message);
      const answered = take((moment) => moment.at === 'answered' && done.some((statement) => fits(moment, statement)));
      const begins = done.some(({ sql }) => /^\s*BEGIN/i.test(sql));
      const ends = done.some(({ sql }) => /^\s*(COMMIT|ROLLBACK)/i.test(sql));
      const committed = inTransaction;
      inTransaction = begins || ends ? [] : [...inTransaction, ...done];
      if (!ends) return answered;
      return (
        answered ??
        take((moment) => moment.at === 'committed' && committed.some((statement) => fits(moment, statement)))
      );
    }

    function hangUp(): void {
      client.destroy();
      upstream.destroy();
    }
  }

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    interrupt: (moment, run) => {
      interruptions = [...interruptions, { moment, run }];
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fits({ sql, parameter }: Moment, statement: Statement): boolean {
  return sql.test(statement.sql) && statement.parameters.includes(parameter);
}
