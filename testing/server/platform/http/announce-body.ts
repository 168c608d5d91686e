import { once } from 'node:events';
import { connect } from 'node:net';

/** A server's answer to the head of a request, before one byte of its body is sent. */
export async function announceBody(
  address: string,
  request: string,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  const all = { host: 'localhost', 'content-length': '900000', ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  socket.write(`${request} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}
