import type { FastifyRequest } from 'fastify';

/** The language that the browser asks for first, e.g. `pt-BR`, or the account's when it names none. */
export async function readerLanguage(request: FastifyRequest, accountId = request.user.accountId): Promise<string> {
  const [first = ''] = (request.headers['accept-language'] ?? '').split(/[,;]/);
  if (/^[a-z]{2}\b/i.test(first.trim())) return first.trim();
  const { prisma } = request.server.database;
  const { language } = await prisma.account.findUniqueOrThrow({ where: { id: accountId }, select: { language: true } });
  return language;
}
