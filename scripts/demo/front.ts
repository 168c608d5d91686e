import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { DemoState } from './state.ts';

/** What a visitor's button asks for. */
export type Command = 'next' | 'play' | 'again';

/** The demo's server: listens once, before anything else is there, and never again. */
export interface Front {
  /** the board */
  readonly url: string;
  readonly port: string;
  /** fits the sandbox of Kommo: its pages are reached through this server from now on */
  readonly serveThrough: (handle: RequestListener) => string;
  /** Kommo's pages are shown from now on; until then they wait, and only the service reaches Kommo */
  readonly open: () => void;
  /** as before `serveThrough` */
  readonly detach: () => void;
  readonly close: () => Promise<void>;
}

interface FrontOptions {
  /** of another demo that may run on this machine; 0 takes any */
  readonly port: number;
  readonly readState: () => DemoState;
  readonly command: (command: Command) => void;
}

const files = join(import.meta.dirname, 'page');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const names = ['board.html', 'board.js', 'bar.js', 'element.js', 'demo.css'];

export async function startFront({ port, readState, command }: FrontOptions): Promise<Front> {
  const pages = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(files, name))] as const)));
  let kommo: RequestListener | null = null;
  let isOpen = false;
  let waiting: (() => void)[] = [];

  const sendFile = (response: ServerResponse, name: string): void => {
    const content = pages.get(name);
    response.writeHead(content ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'text/plain',
      'cache-control': 'no-cache',
    });
    response.end(content);
  };
  const sendState = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(readState()));
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://demo.invalid');
    const name = /^\/demo\/([\w.]+)$/.exec(pathname)?.[1];
    if (pathname === '/') return sendFile(response, 'board.html');
    if (request.method === 'POST' && isCommand(name)) {
      command(name);
      return sendState(response);
    }
    if (name === 'state') return sendState(response);
    if (name !== undefined) return sendFile(response, name);
    if (kommo !== null && (isOpen || !isPage(request))) return kommo(request, response);
    waiting.push(() => handle(request, response));
  };

  const handleWaiting = (): void => {
    const due = waiting;
    waiting = [];
    for (const handleNow of due) handleNow();
  };

  const server = createServer(handle).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The demo listens on no port');
  return {
    url: `http://demo.localhost:${address.port}/`,
    port: String(address.port),
    serveThrough: (listener) => {
      kommo = listener;
      handleWaiting();
      return `http://127.0.0.1:${address.port}`;
    },
    open: () => {
      isOpen = true;
      handleWaiting();
    },
    detach: () => {
      kommo = null;
      isOpen = false;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}

function isCommand(name: string | undefined): name is Command {
  return name === 'next' || name === 'play' || name === 'again';
}
