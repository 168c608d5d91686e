import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditAction } from '../../audit/actions.ts';
import type { AuditObject } from '../../audit/audit-value.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import {
  applyImport,
  cancelImport,
  ImportNotThere,
  ImportUnderWay,
  pauseImport,
  startImport,
  undoImport,
} from '../../history/import/import-requests.ts';
import type { Database, Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { readUserNames } from '../people/user-names.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from '../people/widget-user.ts';
import { describeImport, kommoChoices } from './describe-import.ts';
import type { ImportsView, ImportView } from './import-view.ts';

export interface ImportsDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  readonly kommoRateLimit: number;
  /** has the account's job go on with its import */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

const listed = 10;
const dayMs = 86_400_000;
/** FastSpring was founded in 2005. */
const earliest = '2005-01-01';

const day = z.iso.date().refine((text) => text >= earliest);
const startSchema = z.strictObject({ begin: day, end: day }).refine(({ begin, end }) => begin <= end);
const applySchema = z.strictObject({ kommo: z.enum(kommoChoices) });

interface Act {
  readonly action: AuditAction;
  readonly doIt: (database: { readonly prisma: Transaction }, row: Import, request: FastifyRequest) => Promise<void>;
}

/** The history import: planned first, applied when an administrator says so, and taken back as a whole. */
export async function importsRoutes(app: FastifyInstance, dependencies: ImportsDependencies): Promise<void> {
  const { database, authenticate, wake, now } = dependencies;
  const { prisma } = database;

  app.get('/api/v1/imports', async (request): Promise<ImportsView> => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const { accountId } = user;
    const rows = await prisma.import.findMany({ where: { accountId }, orderBy: { createdAt: 'desc' }, take: listed });
    const views = await Promise.all(rows.map((row) => viewOf(row, request)));
    return { imports: views };
  });

  app.post('/api/v1/imports', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const days = startSchema.safeParse(request.body);
    // Somewhere tomorrow has begun already.
    if (!days.success || Date.parse(days.data.end) > now() + dayMs) {
      throw new Problem(
        400,
        'Days not valid',
        'Choose a first and a last day, the first not after the last or today.',
        {
          code: 'days_invalid',
        },
      );
    }
    const row = await orProblem(() => begin(user, days.data));
    return reply.code(201).send(await viewOf(row, request));
  });

  app.get<{ Params: { id: string } }>('/api/v1/imports/:id', async (request) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    return viewOf(await find(user.accountId, request.params.id), request);
  });

  const cancel: Act = {
    action: 'import_canceled',
    doIt: (transaction, row) => cancelImport(transaction, row, now()),
  };
  app.delete<{ Params: { id: string } }>('/api/v1/imports/:id', (request) => act(request, request.params.id, cancel));
  for (const [name, each] of Object.entries(acts())) {
    app.post<{ Params: { id: string } }>(`/api/v1/imports/:id/${name}`, (request) =>
      act(request, request.params.id, each),
    );
  }

  function acts(): Readonly<Record<'apply' | 'pause' | 'resume' | 'undo', Act>> {
    return {
      apply: {
        action: 'import_applied',
        doIt: async (transaction, row, request) => {
          const choice = applySchema.safeParse(request.body);
          if (!choice.success) {
            throw new Problem(400, 'Choice not valid', `kommo must be one of ${kommoChoices.join(', ')}.`);
          }
          await applyImport(transaction, row, choice.data.kommo, now());
        },
      },
      pause: { action: 'import_paused', doIt: (transaction, row) => pauseImport(transaction, row, true, now()) },
      resume: { action: 'import_resumed', doIt: (transaction, row) => pauseImport(transaction, row, false, now()) },
      undo: { action: 'import_undone', doIt: (transaction, row) => undoImport(transaction, row, now()) },
    };
  }

  async function begin({ accountId, userId }: WidgetUser, days: z.infer<typeof startSchema>): Promise<Import> {
    return prisma.$transaction(async (transaction) => {
      const row = await startImport({ prisma: transaction }, accountId, days, userId, now());
      await recordAudit(transaction, { accountId, userId, action: 'import_begun', subject: row.id, after: days });
      return row;
    });
  }

  async function act(request: FastifyRequest, id: string, { action, doIt }: Act): Promise<ImportView> {
    const user = await authenticate(request);
    requireAdministrator(user);
    const { accountId, userId } = user;
    const row = await find(accountId, id);
    await orProblem(() =>
      prisma.$transaction(async (transaction) => {
        await doIt({ prisma: transaction }, row, request);
        const after = await transaction.import.findUniqueOrThrow({ where: { id } });
        const who = { accountId, userId, action, subject: id };
        await recordAudit(transaction, { ...who, before: stateOf(row), after: stateOf(after) });
      }),
    );
    wake(accountId);
    return viewOf(await find(accountId, id), request);
  }

  async function find(accountId: string, id: string): Promise<Import> {
    const row = z.uuid().safeParse(id).success ? await prisma.import.findFirst({ where: { id, accountId } }) : null;
    if (row === null) throw new Problem(404, 'Unknown import', 'This account has no such import. Reload the page.');
    return row;
  }

  async function viewOf(row: Import, request: FastifyRequest): Promise<ImportView> {
    return describeImport(row, {
      language: await readerLanguage(request, prisma, row.accountId),
      userNames: await readUserNames(prisma, row.accountId),
      kommoRateLimit: dependencies.kommoRateLimit,
      now: now(),
    });
  }
}

function stateOf({ state, paused, kommo }: Import): AuditObject {
  return { state, paused, kommo };
}

/** Somebody else was faster, or the import has moved on. */
async function orProblem<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ImportUnderWay) {
      throw new Problem(409, 'An import is under way', 'Wait until it is done, or cancel it first.', {
        code: 'import_under_way',
      });
    }
    if (error instanceof ImportNotThere) {
      throw new Problem(409, 'The import has moved on', 'It is not where this can be done any more. Reload the page.', {
        code: 'import_moved_on',
      });
    }
    throw error;
  }
}
