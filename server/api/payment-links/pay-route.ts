import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { sendPage } from '../../platform/http/page.ts';
import { languageOfRequest } from '../../texts/accept-language.ts';
import { fill } from '../../texts/language.ts';
import { isFastspringsCheckout } from './checkout-address.ts';

/** The address that a buyer is sent. It names no person and cannot be guessed. */
export function payUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/pay/${token}`;
}

export interface PayDependencies {
  readonly prisma: PrismaClient;
  readonly fastspringApiUrl: string;
  /** ms since 1970 */
  readonly now: () => number;
}

const tokenSchema = z.string().regex(/^[\w-]{22}$/);

/**
 * `GET /pay/{token}`: leads a buyer on to FastSpring's checkout, or shows which other host it is at, and remembers that
 * the link was followed.
 */
export async function payRoutes(
  app: FastifyInstance,
  { prisma, fastspringApiUrl, now }: PayDependencies,
): Promise<void> {
  app.get<{ Params: { token: string } }>('/pay/:token', async (request, reply) => {
    const words = languageOfRequest(request.headers['accept-language']);
    const token = tokenSchema.safeParse(request.params.token);
    const link = token.success ? await prisma.paymentLink.findUnique({ where: { token: token.data } }) : null;
    if (link === null) {
      const { unknown, unknownText } = words.texts.payPage;
      return sendPage(reply, { status: 404, title: unknown, paragraphs: [unknownText], language: words.locale });
    }
    if (link.expiresAt !== null && link.expiresAt.getTime() <= now()) {
      const { expired, expiredText } = words.texts.payPage;
      const paragraphs = [fill(expiredText, { product: link.product })];
      return sendPage(reply, { status: 410, title: expired, paragraphs, language: words.locale });
    }
    if (isSomebodyComing(request)) {
      await prisma.paymentLink.updateMany({
        where: { accountId: link.accountId, id: link.id, openedAt: null },
        data: { openedAt: new Date(now()) },
      });
    }
    const target = new URL(link.url);
    if (isFastspringsCheckout(target, fastspringApiUrl))
      return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(link.url, 302);
    const { leads, leadsText, goOn } = words.texts.payPage;
    const shown = { host: target.host, product: link.product };
    return sendPage(reply, {
      status: 200,
      title: fill(leads, shown),
      paragraphs: [
        fill(leadsText, shown),
        ...(target.protocol === 'https:' ? [{ text: fill(goOn, shown), address: link.url }] : []),
      ],
      language: words.locale,
    });
  });
}

/**
 * Mail scanners and messengers fetch links to show a preview; only a browser that goes there says so.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Mode
 */
function isSomebodyComing({ headers, method }: FastifyRequest): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-purpose'] === undefined;
}
