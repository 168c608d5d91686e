/**
 * The part of Postgres' wire protocol that following a conversation needs:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Message {
  /** one letter; empty for the first message of a connection, which has none */
  readonly type: string;
  /** without the letter and the length */
  readonly body: Buffer;
  /** unchanged */
  readonly bytes: Buffer;
}

/** Splits a stream into messages; an incomplete one waits for the next chunk. */
export function createMessageReader({ startsUntyped }: { readonly startsUntyped: boolean }) {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = startsUntyped;
  return (chunk: Buffer): readonly Message[] => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const header = isFirst ? 0 : 1;
      if (rest.length < header + 4) return messages;
      const length = header + rest.readUInt32BE(header);
      if (rest.length < length) return messages;
      const bytes = rest.subarray(0, length);
      messages.push({ type: isFirst ? '' : bytes.toString('latin1', 0, 1), body: bytes.subarray(header + 4), bytes });
      rest = rest.subarray(length);
      isFirst = false;
    }
  };
}

/** A statement in transit: its text, and the bytes of its parameters, in which a text parameter is literal. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Buffer;
}

/** Follows a client's statements and the server's answers. One per connection. */
export function createConversation() {
  const prepared = new Map<string, string>();
  let bound: Statement = { sql: '', parameters: Buffer.alloc(0) };
  /** sent and not answered yet; null where the client asked for an answer to all before */
  const asked: (Statement | null)[] = [];

  return {
    /** @returns the statement that this message makes the server execute, if it does */
    fromClient: ({ type, body }: Message): Statement | null => {
      if (type === 'P') prepared.set(textAt(body, 0), textAt(body, textEnd(body, 0)));
      if (type === 'B') bound = { sql: prepared.get(textAt(body, textEnd(body, 0))) ?? '', parameters: body };
      if (type === 'S') asked.push(null);
      if (type === 'Q') {
        const statement = { sql: textAt(body, 0), parameters: Buffer.alloc(0) };
        asked.push(statement, null);
        return statement;
      }
      if (type !== 'E') return null;
      asked.push(bound);
      return bound;
    },
    /**
     * @returns the statements that are executed for good, or as part of a transaction, once the server says that it is
     *   ready for the next: before that an implicit transaction is not committed
     */
    fromServer: ({ type }: Message): readonly Statement[] => {
      if (type !== 'Z') return [];
      const end = asked.indexOf(null);
      return asked.splice(0, end + 1).filter((statement) => statement !== null);
    },
  };
}

function textEnd(body: Buffer, start: number): number {
  return body.indexOf(0, start) + 1;
}

function textAt(body: Buffer, start: number): string {
  return body.toString('utf8', start, body.indexOf(0, start));
}
