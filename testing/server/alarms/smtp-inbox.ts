import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface SmtpInbox {
  /** with the user and password that it requires */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** refuses this recipient from now on, naming the address as mail servers do */
  readonly refuse: (address: string) => void;
}

/**
 * A real SMTP server on this machine, which requires a password and keeps the mails it receives; closed after the
 * running test.
 */
export async function startSmtpInbox(): Promise<SmtpInbox> {
  const mails: ReceivedMail[] = [];
  const refused = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === user && password === secret) done(null, { user: username });
      else done(new Error('Wrong password'));
    },
    onRcptTo({ address }, _session, done) {
      done(refused.has(address) ? new Error(`No such user: ${address}`) : null);
    },
    onData(stream, { envelope }, done) {
      text(stream).then((raw) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), ...readMail(raw) });
        done();
      }, done);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return {
    url: `smtp://${user}:${encodeURIComponent(secret)}@127.0.0.1:${portOf(listening)}`,
    mails,
    refuse: (recipient) => void refused.add(recipient),
  };
}

/** A server that breaks every connection; closed after the running test. */
export async function startBrokenServer(): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: portOf(server), connections: () => connections };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const user = 'mailer';
const secret = 'p@ss/word';

/** The subject and the one text of a mail, in quoted-printable. */
function readMail(raw: string): Pick<ReceivedMail, 'subject' | 'text'> {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const subject = /^Subject: (.*)$/im.exec(head.replaceAll(/\r\n[ \t]+/g, ' '))?.[1] ?? '';
  return {
    subject: subject.replaceAll(/\?= =\?/g, '?==?').replaceAll(/=\?utf-8\?([qb])\?(.*?)\?=/gi, decodeWord),
    text: decodeQuoted(body.join('\r\n\r\n')).replaceAll('\r\n', '\n'),
  };
}

function decodeWord(_word: string, encoding: string, content: string): string {
  return /b/i.test(encoding)
    ? Buffer.from(content, 'base64').toString('utf8')
    : decodeQuoted(content.replaceAll('_', ' '));
}

function decodeQuoted(content: string): string {
  const bytes = content
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
