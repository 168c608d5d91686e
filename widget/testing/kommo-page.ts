import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen, type RunningServer } from './running-server.ts';

const require = createRequire(import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.css': 'text/css',
  '.png': 'image/png',
};

/** Serves a page that loads the built widget as Kommo does, through RequireJS and with jQuery 2.1.3. */
export function serveKommoPage(widgetFolder: string): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    readFile(fileOf(path, widgetFolder)).then(
      (body) => response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? TYPES['.html'] }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  return listen(server);
}

function fileOf(path: string, widgetFolder: string): string {
  if (path === '/require.js') return require.resolve('requirejs/require.js');
  if (path === '/jquery.js') return require.resolve('jquery/dist/jquery.js');
  if (path.startsWith('/widget/')) return `${widgetFolder}${path.slice('/widget'.length)}`;
  return fileURLToPath(new URL(`page${path === '/' ? '/index.html' : path}`, import.meta.url));
}
