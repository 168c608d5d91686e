import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Sealer } from '../../crypto/seal.ts';
import type { Database } from '../../database/database.ts';
import { namesEtag } from '../../http/etag.ts';
import { Problem } from '../../http/problem.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import { foldEmail } from '../../ledger/email.ts';
import { emailsIn } from '../../matching/contact-emails.ts';
import { maySeeBuyers } from '../buyers-access.ts';
import { requireLeadRight } from '../lead-access.ts';
import { readPaymentLinks, toLinkView } from '../payment-links/read-links.ts';
import type { PaymentsView } from '../payments-view.ts';
import { readerLanguage } from '../reader-language.ts';
import type { Authenticate, WidgetUser } from '../widget-user.ts';
import { buildView } from './build-view.ts';
import { readHistory, readUnlinked } from './history.ts';
import { readLead } from './read-lead.ts';
import { readSetup } from './read-setup.ts';
import { readSuggestions } from './suggestions.ts';
import { readUserNames } from './user-names.ts';

export interface PaymentsDependencies {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly authenticate: Authenticate;
  readonly sealer: Sealer;
  readonly kommo: Pick<Kommo, 'memory'>;
  /** has the account's job look for the customers' contacts in Kommo; never waits */
  readonly wake: (accountId: string) => void;
  /** under which payment links are followed */
  readonly publicUrl: string;
}

const leadIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/** ms; a customer whom nobody was found for is not looked for more often because of open cards */
const lookedForAgainAfter = 60_000;

const contactsSchema = z.object({
  contacts: z.array(z.object({ id: z.number(), emails: z.array(z.string().max(320)).max(50) })).max(50),
});

/**
 * The panel's data, from the ledger alone: while a card waits, FastSpring is never asked, and Kommo only for what decides
 * who may see the lead, every few minutes.
 */
export async function paymentsRoutes(app: FastifyInstance, dependencies: PaymentsDependencies): Promise<void> {
  const { database, authenticate, sealer, kommo, wake, publicUrl } = dependencies;
  const { prisma } = database;
  type LeadRoute = { Params: { leadId: string } };

  app.get<LeadRoute>('/api/v1/leads/:leadId/payments', async (request, reply) => {
    const user = await authenticate(request);
    const view = await readView(request, user, leadIdOf(request.params.leadId), []);
    return answer(reply, view, request.headers['if-none-match']);
  });

  app.post<LeadRoute>('/api/v1/leads/:leadId/payments', async (request, reply) => {
    const user = await authenticate(request);
    const body = contactsSchema.safeParse(request.body);
    if (!body.success) throw badContacts();
    const emails = body.data.contacts
      .flatMap((contact) => contact.emails.flatMap(emailsIn).map(foldEmail))
      .filter((email) => email !== null);
    const view = await readView(request, user, leadIdOf(request.params.leadId), emails);
    if (view.customers.some(({ match }) => !match.confirmed)) await lookInKommo(user.accountId, emails);
    return answer(reply, view, undefined);
  });

  async function readView(
    request: FastifyRequest,
    user: WidgetUser,
    leadId: number,
    emails: readonly string[],
  ): Promise<PaymentsView> {
    const { accountId, isAdministrator } = user;
    const asked = { leadId, right: 'view' } as const;
    const { edit } = await requireLeadRight({ prisma, memory: kommo.memory }, request, user, asked);
    const search = edit && (await maySeeBuyers(prisma, user));
    const language = await readerLanguage(request, prisma, accountId);
    const ledger = await readLead(database, accountId, leadId, emails);
    const nobody = ledger.links.length + ledger.unconfirmed.length === 0;
    const [setup, userNames, links, suggestions] = await Promise.all([
      readSetup(prisma, sealer, accountId),
      readUserNames(prisma, accountId),
      readPaymentLinks(database, accountId, leadId),
      nobody ? readSuggestions(database, accountId, leadId, language) : [],
    ]);
    const now = new Date();
    return buildView({
      leadId,
      ledger,
      history: readHistory(ledger, userNames, language),
      unlinked: readUnlinked(ledger, userNames, language, now.getTime()),
      suggestions,
      paymentLinks: links.map((link) => toLinkView(link, publicUrl, userNames, now.getTime())),
      userNames,
      setup,
      rights: { configure: isAdministrator, link: edit, search },
      language,
      now,
    });
  }

  /** The browser's word shows them; a link needs Kommo's. However often cards are opened, Kommo is not asked at every one. */
  async function lookInKommo(accountId: string, emails: readonly string[]): Promise<void> {
    const { count } = await prisma.customer.updateMany({
      where: {
        accountId,
        emailFolded: { in: [...emails] },
        matchState: { in: ['new', 'unmatched'] },
        nextMatchAt: null,
        OR: [{ matchedAt: null }, { matchedAt: { lt: new Date(Date.now() - lookedForAgainAfter) } }],
      },
      data: { nextMatchAt: new Date() },
    });
    if (count > 0) wake(accountId);
  }
}

function leadIdOf(text: string): number {
  const id = leadIdSchema.safeParse(text);
  if (!id.success)
    throw new Problem(404, 'Unknown lead', 'A lead’s payments are at its number in Kommo. Reload the card.');
  return id.data;
}

/** What stays the same while time goes on is told by the ETag, so that a card may ask often and be answered with nothing. */
function answer(reply: FastifyReply, view: PaymentsView, known: string | undefined): FastifyReply {
  const { asOf, ...content } = view;
  const text = JSON.stringify(content);
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (namesEtag(known, etag)) return reply.code(304).send();
  // A big customer's card is half a megabyte: written once.
  return reply.type('application/json').send(`{"asOf":${JSON.stringify(asOf)},${text.slice(1)}`);
}

function badContacts(): Problem {
  return new Problem(
    400,
    'Contacts not valid',
    'The body must be {"contacts":[{"id":1,"emails":["…"]}]}, at most 50 contacts.',
  );
}
