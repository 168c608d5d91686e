import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditAction } from '../../audit/actions.ts';
import type { AuditObject } from '../../audit/audit-value.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import {
  applyImport,
  cancelImport,
  pauseImport,
  startImport,
  undoImport,
} from '../../history/import/import-requests.ts';
import { kommoChoices } from '../../history/import/import-states.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { day } from '../../platform/time/units.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { readUserNames } from '../people/user-names.ts';
import type { Api } from '../prepare-api.ts';
import { describeImport } from './describe-import.ts';
import type { ImportsView, ImportView } from './import-view.ts';

const listed = 10;
/** FastSpring was founded in 2005. */
const earliest = '2005-01-01';

const date = z.iso.date().refine((text) => text >= earliest);
const startSchema = z.strictObject({ begin: date, end: date }).refine(({ begin, end }) => begin <= end);
const applySchema = z.strictObject({ kommo: kommoChoices });
const params = z.object({ id: z.uuid() });

type ImportRequest = FastifyRequest<{ Params: z.infer<typeof params> }>;

type Act = (database: { readonly prisma: Transaction }, row: Import) => Promise<void>;

/** The history import: planned first, applied when an administrator says so, and taken back as a whole. */
export async function importsRoutes(app: Api): Promise<void> {
  const { database, now } = app;
  const administrators = { config: { administrator: true } } as const;

  app.get('/api/v1/imports', administrators, async (request): Promise<ImportsView> => {
    const { accountId } = request.user;
    const rows = await database.prisma.import.findMany({
      where: { accountId },
      orderBy: { createdAt: 'desc' },
      take: listed,
    });
    const views = await Promise.all(rows.map((row) => viewOf(row, request)));
    return { imports: views };
  });

  const beginning = { ...administrators, schema: { body: startSchema }, schemaErrorFormatter: badDays };
  app.post('/api/v1/imports', beginning, async (request, reply) => {
    const { user, body: days } = request;
    const { accountId, userId } = user;
    // Somewhere tomorrow has begun already.
    if (Date.parse(days.end) > now() + day) throw badDays();
    const row = await database.prisma.$transaction(async (transaction) => {
      const begun = await startImport({ prisma: transaction }, accountId, days, userId, now());
      await recordAudit(transaction, { accountId, userId, action: 'import_begun', subject: begun.id, after: days });
      return begun;
    });
    return reply.code(201).send(await viewOf(row, request));
  });

  const one = { ...administrators, schema: { params }, schemaErrorFormatter: unknownImport };
  app.get('/api/v1/imports/:id', one, async (request) => viewOf(await find(request), request));
  app.delete('/api/v1/imports/:id', one, (request) =>
    act(request, 'import_canceled', (transaction, row) => cancelImport(transaction, row, now())),
  );
  const applying = {
    ...one,
    schema: { params, body: applySchema },
    schemaErrorFormatter: (_errors: unknown, part: string) => (part === 'params' ? unknownImport() : badChoice()),
  };
  app.post('/api/v1/imports/:id/apply', applying, (request) =>
    act(request, 'import_applied', (transaction, row) => applyImport(transaction, row, request.body.kommo, now())),
  );
  app.post('/api/v1/imports/:id/pause', one, (request) =>
    act(request, 'import_paused', (transaction, row) => pauseImport(transaction, row, true, now())),
  );
  app.post('/api/v1/imports/:id/resume', one, (request) =>
    act(request, 'import_resumed', (transaction, row) => pauseImport(transaction, row, false, now())),
  );
  app.post('/api/v1/imports/:id/undo', one, (request) =>
    act(request, 'import_undone', (transaction, row) => undoImport(transaction, row, now())),
  );
}

async function act(request: ImportRequest, action: AuditAction, doIt: Act): Promise<ImportView> {
  const { accountId, userId } = request.user;
  const { id } = request.params;
  const row = await find(request);
  await request.server.database.prisma.$transaction(async (transaction) => {
    await doIt({ prisma: transaction }, row);
    const after = await transaction.import.findUniqueOrThrow({ where: { accountId_id: { accountId, id } } });
    const who = { accountId, userId, action, subject: id };
    await recordAudit(transaction, { ...who, before: stateOf(row), after: stateOf(after) });
  });
  request.server.wake(accountId);
  return viewOf(await find(request), request);
}

async function find({ server, user, params: { id } }: ImportRequest): Promise<Import> {
  const row = await server.database.prisma.import.findFirst({ where: { id, accountId: user.accountId } });
  if (row === null) throw unknownImport();
  return row;
}

async function viewOf(row: Import, request: FastifyRequest): Promise<ImportView> {
  const { config, database, now } = request.server;
  return describeImport(row, {
    language: readerLanguage(request),
    userNames: await readUserNames(database.prisma, row.accountId),
    kommoRateLimit: config.kommo.rateLimit,
    now: now(),
  });
}

function stateOf({ state, paused, kommo }: Import): AuditObject {
  return { state, paused, kommo };
}

function unknownImport(): Problem {
  return new Problem(404, 'Unknown import', 'This account has no such import. Reload the page.', {
    code: 'import_unknown',
  });
}

function badDays(): Problem {
  return new Problem(400, 'Days not valid', 'Choose a first and a last day, the first not after the last or today.', {
    code: 'days_invalid',
  });
}

function badChoice(): Problem {
  return new Problem(400, 'Choice not valid', `kommo must be one of ${kommoChoices.options.join(', ')}.`, {
    code: 'request_invalid',
  });
}
