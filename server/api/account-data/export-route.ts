import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../../audit/record-audit.ts';
import { Problem } from '../../platform/http/problem.ts';
import { ArchiveTooLarge, ArchiveUnderWay, archiveAccount } from '../../transfer/archive-account.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';

/**
 * `POST /api/v1/export`: all that is stored of the account, as a tar of what `npm run export` writes. It holds UTF-8 text
 * alone, so that a browser that reads it as text has every byte of it.
 */
export async function exportRoute(app: Api): Promise<void> {
  const { database } = app;
  const { prisma } = database;
  const underWay = new Set<string>();

  app.post('/api/v1/export', { config: { administrator: true } }, async (request, reply) => {
    const { user } = request;
    if (underWay.has(user.accountId)) throw exportUnderWay();
    underWay.add(user.accountId);
    const end = () => underWay.delete(user.accountId);
    try {
      const archive = await makeArchive(user);
      archive.once('close', end);
      const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding']));
      return reply
        .headers({
          'content-type': 'application/x-tar',
          'content-disposition': 'attachment; filename="export.tar"',
          'cache-control': 'no-store',
          ...(isCompressed && { 'content-encoding': 'gzip' }),
        })
        .send(isCompressed ? compressed(archive, request) : archive);
    } catch (error) {
      end();
      throw error;
    }
  });

  async function makeArchive({ accountId, userId }: WidgetUser): Promise<Readable> {
    const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    const archive = await archiveAccount(database, account).catch((error: unknown) => {
      if (error instanceof ArchiveUnderWay) throw exportUnderWay();
      if (error instanceof ArchiveTooLarge) throw exportTooLarge(account.subdomain);
      throw error;
    });
    try {
      await recordAudit(prisma, { accountId, userId, action: 'data_exported', after: { scope: 'account' } });
      return archive;
    } catch (error) {
      archive.destroy();
      throw error;
    }
  }
}

/** JSON shrinks to a tenth, and the page waits 15 s. */
function compressed(archive: Readable, { log }: FastifyRequest): Readable {
  return pipeline(archive, createGzip(), (error) => {
    if (error) log.warn({ err: error }, 'an export was not sent whole');
  });
}

function exportUnderWay(): Problem {
  return new Problem(
    409,
    'An export is under way',
    'The account’s data is being exported already. Wait until that is done.',
    { code: 'export_under_way' },
  );
}

function exportTooLarge(subdomain: string): Problem {
  const command = `npm run export -- --account ${subdomain} --out folder`;
  return new Problem(
    413,
    'Too large to download',
    `The account’s data is too large for a download. Ask the person who runs this server to export it with: ${command}`,
    { code: 'export_too_large', reason: command },
  );
}
