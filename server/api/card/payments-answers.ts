import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { knownZone } from '../../platform/time/time-zone.ts';
import { readerLanguage } from '../people/reader-language.ts';
import type { Api } from '../prepare-api.ts';
import type { LeadChanges } from './lead-changes.ts';
import { createLiveAnswers, type Shown } from './live-answers.ts';
import type { CardView } from './payments-view.ts';

/** One card, as one request asks for it. */
interface CardQuestion<Access> {
  /** e.g. `lead 152464` */
  readonly subject: string;
  /** an ETag */
  readonly known: string | undefined;
  /** what else of the request the view depends on */
  readonly more: readonly string[];
  /** @throws Problem when the reader may not see the card */
  readonly readAccess: () => Promise<Access>;
  /** names what of the access the view depends on */
  readonly nameAccess: (access: Access) => unknown;
  readonly readView: (access: Access, language: string) => Promise<LookedAt>;
}

interface LookedAt extends Pick<Shown, 'isLasting' | 'topics'> {
  readonly view: CardView;
}

/** s; below the minute after which proxies give up */
const longestWait = 25;

export const cardQuerySchema = z.object({
  wait: z.coerce
    .number()
    .min(0)
    .transform((seconds) => Math.min(seconds, longestWait) * 1000)
    .catch(0)
    .describe('for how many seconds a card that is known may be held until it changes'),
  zone: z.string().max(60).transform(knownZone).catch('UTC').describe('the time zone of `months`, e.g. Europe/Berlin'),
});

export type CardQuery = z.infer<typeof cardQuerySchema>;

type CardRequest = FastifyRequest<{ Querystring: CardQuery }>;

export type AnswerCard = ReturnType<typeof createCardAnswers>;

/** Answers the cards of one server: what they hold and remember has its bounds for all of them together. */
export function createCardAnswers(app: Api, changes: LeadChanges) {
  const live = createLiveAnswers(changes);
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
    live.close();
  });
  // A request that was held until the stop would keep its connection alive, and the server open with it.
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) void reply.header('connection', 'close');
  });
  app.addHook('onClose', changes.close);

  return async <Access>(
    request: CardRequest,
    reply: FastifyReply,
    question: CardQuestion<Access>,
  ): Promise<FastifyReply> => {
    const { accountId, userId, isAdministrator } = request.user;
    const { subject, known, more, readAccess, nameAccess, readView } = question;
    const { wait, zone } = request.query;
    const access = await readAccess();
    const name = JSON.stringify(nameAccess(access));
    const language = readerLanguage(request);
    let looks = 0;
    const gone = new AbortController();
    // An abort makes an error with its stack.
    reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
    const { etag, body } = await live.answer({
      ...{ accountId, userId, subject, known },
      reader: JSON.stringify([isAdministrator, name, language, zone, more]),
      waitMs: known === undefined ? 0 : wait,
      gone: gone.signal,
      async look() {
        looks += 1;
        // Until a later look Kommo may have withdrawn a right.
        const current = looks === 1 ? access : await readAccess();
        const { view, isLasting, topics } = await readView(current, language);
        // With another right it is not what `reader` names.
        return { ...written(view), isLasting: isLasting && JSON.stringify(nameAccess(current)) === name, topics };
      },
    });
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (body !== null) return reply.type('application/json').send(body);
    return reply.code(request.method === 'POST' ? 204 : 304).send();
  };
}

/** The ETag leaves out `asOf`, which every look changes, so that a card may ask often and be answered with nothing. */
function written({ asOf, ...content }: CardView): Pick<Shown, 'etag' | 'body'> {
  const text = JSON.stringify(content);
  return {
    etag: `"${createHash('sha256').update(text).digest('base64url')}"`,
    body: `{"asOf":${JSON.stringify(asOf)},${text.slice(1)}`,
  };
}
