import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that does with each connection what the test says; closed after the running test. */
export async function startSocketServer(
  behave: (socket: Socket) => void,
): Promise<{ origin: string; connections: () => number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onTestFinished(close);
  return { origin: `http://127.0.0.1:${address.port}`, connections: () => sockets.size, close };
}
