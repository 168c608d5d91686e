import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import { type Page, sendPage } from '../platform/http/page.ts';
import { languageOfRequest } from '../texts/accept-language.ts';
import { fill, type Language } from '../texts/language.ts';

type FrontConfig = Pick<Config, 'publicUrl' | 'kommo' | 'singleAccount'>;

/** `GET /`: what runs here, and what an administrator does next. It shows nothing of any account. */
export async function frontPage(app: FastifyInstance, { config }: { readonly config: FrontConfig }): Promise<void> {
  app.get('/', async (request, reply) =>
    sendPage(reply, pageOf(config, languageOfRequest(request.headers['accept-language']))),
  );
}

function pageOf({ publicUrl, kommo, singleAccount }: FrontConfig, { texts, locale }: Language): Page {
  const words = texts.frontPage;
  const connect =
    kommo.clientId === undefined
      ? [texts.oauth.notConfigured.text]
      : [words.connectText, { text: words.connect, address: `${publicUrl}/oauth/install` }];
  const isLocal = isLoopbackHost(new URL(publicUrl).hostname);
  return {
    status: 200,
    title: words.title,
    paragraphs: [
      words.text,
      ...(singleAccount === undefined ? connect : [words.singleAccount]),
      words.widgetText,
      { text: words.widget, address: `${publicUrl}/widget.zip` },
      ...(isLocal ? [fill(texts.archive.thisMachine, { address: publicUrl })] : []),
      words.docs,
    ],
    language: locale,
  };
}
