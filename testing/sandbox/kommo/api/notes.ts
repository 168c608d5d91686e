import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import { createNote } from '../records/activities.ts';
import type { EntityType, Note } from '../records/entities.ts';
import { parseBatch, parseOne, requestIdOf } from './batch.ts';
import { type Authenticate, idOf } from './caller.ts';
import { requestId, userProblems } from './inputs.ts';
import { noteTypeSchema, paramsProblems } from './note-types.ts';
import { requestAddress, sendPage } from './page.ts';
import { listParameter, numbersParameter, parametersOf, rangeParameter, sortByParameter } from './parameters.ts';
import { KommoProblem, notSupported } from './problem.ts';
import { renderNote } from './render.ts';

/**
 * `/leads/notes`, `/contacts/notes`, `/companies/notes` and `/{entity}/{id}/notes`. Existing clients post to the last
 * one, although the documentation names it for reading only.
 */
export function noteRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  for (const entityType of ['leads', 'contacts', 'companies'] as const) {
    entityNoteRoutes(app, authenticate, entityType);
    changedNoteRoutes(app, authenticate, entityType);
  }
}

const newNoteSchema = z.strictObject({
  entity_id: z.int(),
  note_type: noteTypeSchema,
  params: z.record(z.string(), z.unknown()),
  created_by: z.int().optional(),
  responsible_user_id: z.int().optional(),
  is_need_to_trigger_digital_pipeline: z.boolean().optional(),
  request_id: requestId,
});

const changedNoteSchema = z.strictObject({
  id: z.int().optional(),
  entity_id: z.int().optional(),
  note_type: noteTypeSchema,
  params: z.record(z.string(), z.unknown()),
  request_id: requestId,
});

function entityNoteRoutes(app: FastifyInstance, authenticate: Authenticate, entityType: EntityType): void {
  const sendNotes = (request: FastifyRequest, reply: Parameters<typeof sendPage>[1], entityIds: readonly number[]) => {
    const { account, base } = authenticate(request);
    const parameters = parametersOf(request);
    const notes = sortByParameter(parameters, matchingNotes(account, entityType, parameters, entityIds), {
      id: (note) => note.id,
      updated_at: (note) => note.updated_at,
    });
    return sendPage(request, reply, 'notes', notes, (note) => renderNote(account, note, base));
  };

  app.get(`/${entityType}/notes`, async (request, reply) =>
    sendNotes(request, reply, numbersParameter(parametersOf(request), 'filter[entity_id]')),
  );

  app.get(`/${entityType}/:id/notes`, async (request, reply) => sendNotes(request, reply, [idOf(request)]));

  const createNotes = (request: FastifyRequest, schema: z.ZodType<z.infer<typeof newNoteSchema>>) => {
    const { account, user, base } = authenticate(request);
    const inputs = parseBatch(request.body, schema, (input) => {
      const entity = account[entityType].get(input.entity_id);
      return [
        ...(entity && !entity.is_deleted ? [] : [notSupported('entity_id')]),
        ...userProblems(account, input),
        ...paramsProblems(input.note_type, input.params),
      ];
    });
    const notes = inputs.map((input, index) => {
      const note = createNote(account, entityType, input, user.id);
      return {
        id: note.id,
        entity_id: note.entity_id,
        request_id: requestIdOf(input, index),
        _links: { self: { href: `${base}/${entityType}/notes/${note.id}` } },
      };
    });
    return { _links: { self: { href: requestAddress(request) } }, _embedded: { notes } };
  };

  app.post(`/${entityType}/notes`, async (request) => createNotes(request, newNoteSchema));
  app.post(`/${entityType}/:id/notes`, async (request) =>
    createNotes(request, newNoteSchema.extend({ entity_id: z.int().default(idOf(request)) })),
  );
}

function changedNoteRoutes(app: FastifyInstance, authenticate: Authenticate, entityType: EntityType): void {
  const requireNote = (account: Account, request: FastifyRequest): Note => {
    const note = account.notes.get(idOf(request));
    if (!note || note.entityType !== entityType) throw new KommoProblem(404, 'Note not found');
    return note;
  };

  app.patch(`/${entityType}/notes/:id`, async (request) => {
    const { account, user, base } = authenticate(request);
    const note = requireNote(account, request);
    const input = parseOne(request.body, changedNoteSchema, (candidate) => [
      ...(candidate.note_type === note.note_type ? [] : [notSupported('note_type')]),
      ...paramsProblems(candidate.note_type, candidate.params),
    ]);
    note.params = input.params;
    note.updated_by = user.id;
    note.updated_at = account.clock.seconds();
    return {
      id: note.id,
      entity_id: note.entity_id,
      updated_at: note.updated_at,
      _links: { self: { href: `${base}/${entityType}/notes/${note.id}` } },
    };
  });

  for (const action of ['pin', 'unpin'] as const) {
    app.post(`/${entityType}/notes/:id/${action}`, async (request, reply) => {
      const { account } = authenticate(request);
      const note = requireNote(account, request);
      note.is_pinned = action === 'pin';
      return reply.removeHeader('content-type').code(204).send();
    });
  }
}

function matchingNotes(
  account: Account,
  entityType: EntityType,
  parameters: URLSearchParams,
  entityIds: readonly number[],
): Note[] {
  const ids = numbersParameter(parameters, 'filter[id]');
  const types = listParameter(parameters, 'filter[note_type]');
  const updated = rangeParameter(parameters, 'filter[updated_at]');
  return [...account.notes.values()].filter(
    (note) =>
      note.entityType === entityType &&
      (entityIds.length === 0 || entityIds.includes(note.entity_id)) &&
      (ids.length === 0 || ids.includes(note.id)) &&
      (types.length === 0 || types.includes(note.note_type)) &&
      updated(note.updated_at),
  );
}
