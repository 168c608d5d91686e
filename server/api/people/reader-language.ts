import type { FastifyRequest } from 'fastify';

/** The language that the browser asks for first, e.g. `pt-BR`, or the account's when it names none. */
export function readerLanguage(request: FastifyRequest, accountLanguage = request.user.accountLanguage): string {
  const [first = ''] = (request.headers['accept-language'] ?? '').split(/[,;]/);
  return /^[a-z]{2}\b/i.test(first.trim()) ? first.trim() : accountLanguage;
}
