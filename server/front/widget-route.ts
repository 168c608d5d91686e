import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { namesEtag } from '../platform/http/etag.ts';
import { type Page, sendPage } from '../platform/http/page.ts';
import { languageOfRequest } from '../texts/accept-language.ts';
import { fill, type Language } from '../texts/language.ts';
import { type ArchiveProblem, createServedArchive } from './archive/served-archive.ts';

const project = join(import.meta.dirname, '../..');

interface WidgetDependencies {
  readonly config: Pick<Config, 'publicUrl' | 'maker'>;
  /** the folder that holds `dist`; this project's if omitted */
  readonly project?: string;
}

/** `GET /widget.zip`: the archive to upload to Kommo, for this service's address; or a page with what is missing. */
export async function widgetRoute(app: FastifyInstance, dependencies: WidgetDependencies): Promise<void> {
  const readArchive = createServedArchive(dependencies.config, dependencies.project ?? project);

  app.get('/widget.zip', async (request, reply) => {
    const archive = await readArchive();
    if ('kind' in archive) {
      const language = languageOfRequest(request.headers['accept-language']);
      request.log.warn({ reason: archive.kind }, 'there is no archive of the widget to serve; run npm run build');
      return sendPage(reply, problemPage(archive, language));
    }
    reply.header('etag', archive.etag).header('cache-control', 'no-cache');
    if (namesEtag(request.headers['if-none-match'], archive.etag)) return reply.code(304).send();
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="widget.zip"')
      .send(archive.zip);
  });
}

function problemPage(problem: ArchiveProblem, { texts: { archive }, locale }: Language): Page {
  const text = problem.kind === 'logo' ? fill(archive.logoText, problem) : archive[`${problem.kind}Text`];
  return { status: 503, title: archive[problem.kind], paragraphs: [text], language: locale };
}
