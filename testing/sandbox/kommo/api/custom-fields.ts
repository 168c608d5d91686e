import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomField } from '../records/entities.ts';
import { renderField } from './account.ts';
import { parseBatch, requestIdOf } from './batch.ts';
import { type Authenticate, requireAdministrator } from './caller.ts';
import { requestId } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import { listParameter, parametersOf } from './parameters.ts';
import type { ValueProblem } from './problem.ts';

/** `/leads/custom_fields` and its twins for contacts and companies; only administrators create fields. */
export function customFieldRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  for (const entityType of ['leads', 'contacts', 'companies'] as const) {
    app.get(`/${entityType}/custom_fields`, async (request, reply) => {
      const { account } = authenticate(request);
      const types = listParameter(parametersOf(request), 'filter[type]');
      const fields = account.customFields[entityType].filter(
        (field) => types.length === 0 || types.includes(field.type),
      );
      const render = (field: CustomField) => renderField(account, field, entityType);
      return sendPage(request, reply, 'custom_fields', fields, render, { withTotal: true });
    });

    app.post(`/${entityType}/custom_fields`, async (request, reply) => {
      const caller = authenticate(request);
      requireAdministrator(caller);
      const { account } = caller;
      const fields = account.customFields[entityType];
      const inputs = parseBatch(request.body, newFieldSchema, (input) => fieldProblems(fields, input));
      const created = inputs.map((input, index) => {
        const field = createField(input, account.nextId);
        fields.push(field);
        return { ...renderField(account, field, entityType), request_id: requestIdOf(input, index) };
      });
      reply.code(201);
      return {
        _total_items: created.length,
        _links: { self: { href: requestAddress(request) } },
        _embedded: { custom_fields: created },
      };
    });
  }
}

const newFieldSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum([
    'text',
    'numeric',
    'checkbox',
    'select',
    'multiselect',
    'radiobutton',
    'date',
    'date_time',
    'birthday',
    'url',
    'textarea',
    'streetaddress',
    'monetary',
    'tracking_data',
  ]),
  code: z.string().min(1).nullable().optional(),
  sort: z.int().optional(),
  group_id: z.string().nullable().optional(),
  is_api_only: z.boolean().optional(),
  enums: z.array(z.strictObject({ value: z.string().min(1), sort: z.int().optional() })).optional(),
  currency: z.string().length(3).optional(),
  request_id: requestId,
});

type NewField = z.infer<typeof newFieldSchema>;

const CHOICE_TYPES: readonly string[] = ['select', 'multiselect', 'radiobutton'];

function fieldProblems(present: readonly CustomField[], input: NewField): ValueProblem[] {
  const problems: ValueProblem[] = [];
  if (input.code && present.some((field) => field.code === input.code)) {
    problems.push({ code: 'InvalidValue', path: 'code', detail: 'This code is already in use.' });
  }
  if (CHOICE_TYPES.includes(input.type) && !input.enums?.length) {
    problems.push({ code: 'FieldMissing', path: 'enums', detail: 'This field is missing.' });
  }
  if (input.type === 'monetary' && input.currency === undefined) {
    problems.push({ code: 'FieldMissing', path: 'currency', detail: 'This field is missing.' });
  }
  return problems;
}

function createField(input: NewField, nextId: () => number): CustomField {
  return {
    id: nextId(),
    name: input.name,
    type: input.type,
    code: input.code ?? null,
    sort: input.sort ?? 500,
    is_api_only: input.is_api_only ?? false,
    enums:
      input.enums?.map((option, index) => ({ id: nextId(), value: option.value, sort: option.sort ?? index })) ?? null,
    currency: input.currency ?? null,
  };
}
