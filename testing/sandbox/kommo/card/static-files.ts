import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import type { FastifyReply } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Sends a file of `folder`, never one outside it; 404 when there is none. */
export async function sendFile(reply: FastifyReply, folder: string, path: string): Promise<FastifyReply> {
  const file = resolve(folder, path);
  const content = file.startsWith(resolve(folder) + sep) ? await readFile(file).catch(() => null) : null;
  if (content === null) return reply.code(404).type('text/plain').send('Not found');
  return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(content);
}
