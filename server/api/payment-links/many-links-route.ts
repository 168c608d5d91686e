import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { asProblem } from '../as-problem.ts';
import { leadIdSchema } from '../kommo-id.ts';
import { readVisibleLeads } from '../people/lead-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { type LeadBuyer, readBuyers } from './buyers.ts';
import { readLinkDraft } from './link-draft.ts';
import type { LinkMaker } from './link-maker.ts';
import type { ManyLinks, ManyLinksEntry } from './many-links-view.ts';
import { payUrl } from './pay-route.ts';

const linksAtMost = 50;
/** ms; then the rest is left for another request, because proxies and browsers give up */
const madeWithin = 15_000;
/** Of these the next lead's link would have as little luck. */
const endsAll = new Set([
  'fastspring_not_configured',
  'fastspring_unauthorized',
  'fastspring_unreachable',
  'kommo_unreachable',
  'no_checkout',
]);

const bodySchema = z.strictObject({
  links: z
    .array(z.strictObject({ id: z.string(), leadId: leadIdSchema }))
    .min(1)
    .max(linksAtMost),
  product: z.unknown(),
  quantity: z.unknown(),
  coupon: z.unknown(),
  country: z.unknown(),
});

/** Stands for a buyer while the choice alone is checked. */
const anyBuyer = { email: 'buyer@example.com' };

interface Wanted {
  readonly user: WidgetUser;
  readonly leadId: number;
  readonly language: string;
  /** undefined where Kommo has no such lead; null for a lead without an address */
  readonly buyer: LeadBuyer | null | undefined;
  /** as `LinkDraft` */
  readonly draft: Readonly<Record<string, unknown>>;
}

/** A payment link for each of several leads, one after the other: FastSpring's limit is the whole service's. */
export function manyLinksRoute(app: Api, maker: Pick<LinkMaker, 'make'>): void {
  const { config, kommo, now } = app;
  const { prisma } = app.database;

  const route = { schema: { body: bodySchema }, schemaErrorFormatter: notValid };
  app.post('/api/v1/leads/payment-links', route, async (request): Promise<ManyLinks> => {
    const { user } = request;
    const { accountId } = user;
    const { links, ...choice } = request.body;
    const draftOf = (id: string, buyer: LeadBuyer | null | undefined) => ({
      ...choice,
      ...(buyer ?? anyBuyer),
      country: buyer?.country ?? choice.country,
      id,
      kind: 'checkout',
    });
    // What is wrong with the choice is wrong for every lead, and said before anything is made.
    for (const { id } of links) readLinkDraft(draftOf(id, null));
    const language = readerLanguage(request);
    const visible = await readVisibleLeads(
      kommo.memory,
      user,
      links.map(({ leadId }) => leadId),
    );
    const buyers = await readBuyers(prisma, kommo.forAccount(accountId, 'interactive'), accountId, [...visible]);
    const until = now() + madeWithin;
    const made: ManyLinksEntry[] = [];
    let end: { readonly problem: string; readonly reason: string | null } | null = null;
    for (const { id, leadId } of links) {
      const buyer = buyers.get(leadId);
      if (!visible.has(leadId)) made.push({ leadId, problem: 'lead_hidden', reason: null });
      else if (end !== null) made.push({ leadId, ...end });
      else if (now() > until) made.push({ leadId, problem: 'not_yet', reason: null });
      else {
        const entry = await makeOne({ user, leadId, language, buyer, draft: draftOf(id, buyer) });
        if ('problem' in entry && endsAll.has(entry.problem)) end = { problem: entry.problem, reason: entry.reason };
        made.push(entry);
      }
    }
    return { links: made };
  });

  async function makeOne({ user, leadId, language, buyer, draft }: Wanted): Promise<ManyLinksEntry> {
    if (buyer === undefined) return { leadId, problem: 'lead_unknown', reason: null };
    if (buyer === null) return { leadId, problem: 'no_email', reason: null };
    try {
      const checked = readLinkDraft(draft);
      const { link } = await maker.make({ user, leadId, draft: checked, language, checkLead: async () => undefined });
      return { leadId, url: payUrl(config.publicUrl, link.token), email: link.email };
    } catch (error) {
      const problem = asProblem(error);
      if (!(problem instanceof Problem)) throw error;
      const { code, reason, fields } = problem.members;
      // FastSpring has stopped to sell it: wrong for every lead.
      if (Array.isArray(fields) && fields.includes('product')) throw error;
      return { leadId, problem: code, reason: typeof reason === 'string' ? reason : null };
    }
  }
}

function notValid(): Problem {
  return new Problem(
    400,
    'Payment links not valid',
    `The body must be {"links":[{"id":"…","leadId":1}],"product":"…","quantity":1,"coupon":null,"country":"DE"}, with 1 to ${linksAtMost} links.`,
    { code: 'request_invalid' },
  );
}
