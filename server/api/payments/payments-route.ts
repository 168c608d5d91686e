import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Sealer } from '../../crypto/seal.ts';
import type { Database } from '../../database/database.ts';
import { Problem } from '../../http/problem.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import { foldEmail } from '../../ledger/email.ts';
import { emailsIn } from '../../matching/contact-emails.ts';
import { requireLeadRight } from '../lead-access.ts';
import type { PaymentsView } from '../payments-view.ts';
import { readerLanguage } from '../reader-language.ts';
import type { Authenticate } from '../widget-user.ts';
import { createLeadChanges } from './lead-changes.ts';
import { type Answer, createLiveAnswers, type Shown } from './live-answers.ts';
import { readView } from './read-view.ts';

export interface PaymentsDependencies {
  readonly database: Pick<Database, 'prisma' | 'query' | 'listen'>;
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

/** s; below the minute after which proxies give up */
const longestWait = 25;

const waitSchema = z
  .object({
    wait: z.coerce
      .number()
      .min(0)
      .transform((seconds) => Math.min(seconds, longestWait) * 1000),
  })
  .catch({ wait: 0 });

const contactsSchema = z.object({
  contacts: z.array(z.object({ id: z.number(), emails: z.array(z.string().max(320)).max(50) })).max(50),
  /** the ETag of what the card shows already */
  known: z.string().max(200).nullish(),
});

interface Asked {
  readonly known: string | undefined;
  /** folded */
  readonly emails: readonly string[];
}

/**
 * The panel's data, from the ledger alone: while a card waits, FastSpring is never asked, and Kommo only for what decides
 * who may see the lead, every few minutes.
 */
export async function paymentsRoutes(app: FastifyInstance, dependencies: PaymentsDependencies): Promise<void> {
  const { database, authenticate, kommo, wake } = dependencies;
  const { prisma } = database;
  const changes = createLeadChanges(database, app.log);
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
  type LeadRoute = { Params: { leadId: string } };

  app.get<LeadRoute>('/api/v1/leads/:leadId/payments', async (request, reply) => {
    const answer = await answerLead(request, reply, { known: request.headers['if-none-match'], emails: [] });
    return send(reply, answer, 304);
  });

  app.post<LeadRoute>('/api/v1/leads/:leadId/payments', async (request, reply) => {
    const body = contactsSchema.safeParse(request.body);
    if (!body.success) throw badContacts();
    const emails = body.data.contacts
      .flatMap((contact) => contact.emails.flatMap(emailsIn).map(foldEmail))
      .filter((email) => email !== null);
    const answer = await answerLead(request, reply, { known: body.data.known ?? undefined, emails });
    return send(reply, answer, 204);
  });

  async function answerLead(
    request: FastifyRequest<LeadRoute>,
    reply: FastifyReply,
    { known, emails }: Asked,
  ): Promise<Answer> {
    const user = await authenticate(request);
    const { accountId, userId, isAdministrator } = user;
    const leadId = leadIdOf(request.params.leadId);
    const asked = { leadId, right: 'view' } as const;
    const readRights = () => requireLeadRight({ prisma, memory: kommo.memory }, request, user, asked);
    const rights = await readRights();
    const language = await readerLanguage(request, prisma, accountId);
    let looks = 0;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return live.answer({
      ...{ accountId, userId, leadId, known },
      reader: JSON.stringify([isAdministrator, rights.edit, language, emails]),
      waitMs: known === undefined ? 0 : waitSchema.parse(request.query).wait,
      gone: gone.signal,
      async look() {
        looks += 1;
        // Until a later look Kommo may have withdrawn a right.
        const { edit } = looks === 1 ? rights : await readRights();
        const view = await readView(dependencies, leadId, { user, edit, language, emails });
        if (view.customers.some(({ match }) => !match.confirmed)) await lookInKommo(accountId, emails);
        const shown = shownOf(view);
        // With another right it is not what `reader` names.
        return edit === rights.edit ? shown : { ...shown, isLasting: false };
      },
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

/** The ETag leaves out `asOf`, which every look changes, so that a card may ask often and be answered with nothing. */
function shownOf({ asOf, ...content }: PaymentsView): Shown {
  const text = JSON.stringify(content);
  return {
    etag: `"${createHash('sha256').update(text).digest('base64url')}"`,
    // A big customer's card is half a megabyte: written once.
    body: `{"asOf":${JSON.stringify(asOf)},${text.slice(1)}`,
    // Neither an account's first event nor a payment of a customer who is not linked yet is announced.
    isLasting: content.setup === 'ready' && content.customers.every(({ match }) => match.confirmed),
  };
}

function send(reply: FastifyReply, { etag, body }: Answer, unchanged: 304 | 204): FastifyReply {
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  return body === null ? reply.code(unchanged).send() : reply.type('application/json').send(body);
}

function badContacts(): Problem {
  return new Problem(
    400,
    'Contacts not valid',
    'The body must be {"contacts":[{"id":1,"emails":["…"]}]}, at most 50 contacts.',
  );
}
