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
const names = ['board.html', 'board.js', 'bar.js', 'element.js', 'bar.css', 'board.css'];

export async function startFront({ port, readState, command }: FrontOptions): Promise<Front> {
  const pages = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(files, name))] as const)),
  );
  const gate = createGate();

  const sendFile = (response: ServerResponse, name: string): void => {
    const content = pages.get(name);
    const type = types[extname(name)] ?? 'text/plain';
    response.writeHead(content ? 200 : 404, { 'content-type': type, 'cache-control': 'no-cache' }).end(content);
  };
  const sendState = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(readState()));
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://demo.invalid');
    const name = /^\/demo\/([\w.]+)$/.exec(pathname)?.[1];
    if (pathname === '/') return sendFile(response, 'board.html');
    if (name === undefined) return gate.pass(request, response);
    if (request.method === 'POST' && isCommand(name)) command(name);
    else if (name !== 'state') return sendFile(response, name);
    sendState(response);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The demo listens on no port');
  return {
    url: `http://demo.localhost:${address.port}/`,
    port: String(address.port),
    serveThrough: (listener) => {
      gate.change(listener, false);
      return `http://127.0.0.1:${address.port}`;
    },
    open: gate.open,
    detach: () => gate.change(null, false),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Lets requests through to Kommo's sandbox, or keeps them until it is there. */
function createGate() {
  let kommo: RequestListener | null = null;
  let isOpen = false;
  let waiting: (() => void)[] = [];

  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    if (kommo !== null && (isOpen || !isPage(request))) kommo(request, response);
    else waiting.push(() => pass(request, response));
  };
  const change = (listener: RequestListener | null, opens: boolean): void => {
    kommo = listener;
    isOpen = opens;
    const due = waiting;
    waiting = [];
    for (const passNow of due) passNow();
  };
  return { pass, change, open: () => change(kommo, true) };
}

function isPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}

function isCommand(name: string | undefined): name is Command {
  return name === 'next' || name === 'play' || name === 'again';
}
