import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { Lead } from '../records/entities.ts';
import { fieldTexts } from '../records/fields.ts';
import { changeLead, createLead, type LeadInput } from '../records/leads.ts';
import { acceptedStage, findPipeline, mainPipeline } from '../records/pipelines.ts';
import { parseBatch, parseOne, requestIdOf } from './batch.ts';
import { type Authenticate, idOf } from './caller.ts';
import { entityKeys, fieldProblems, ignored, tagInputs, userProblems } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import {
  listParameter,
  numbersParameter,
  parametersOf,
  rangeParameter,
  sortByParameter,
  withParameter,
} from './parameters.ts';
import { KommoProblem, notSupported, type ValueProblem } from './problem.ts';
import { renderLead } from './render.ts';

/** `/leads`, except `/leads/complex`, notes, pipelines and custom fields. */
export function leadRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/leads', async (request, reply) => {
    const { account, base } = authenticate(request);
    const parameters = parametersOf(request);
    const shown = withParameter(parameters);
    const leads = sortByParameter(parameters, matchingLeads(account, parameters, shown.has('only_deleted')), {
      id: (lead) => lead.id,
      created_at: (lead) => lead.created_at,
      updated_at: (lead) => lead.updated_at,
    });
    return sendPage(request, reply, 'leads', leads, (lead) => renderLead(account, lead, base, shown));
  });

  app.get('/leads/:id', async (request, reply) => {
    const { account, base } = authenticate(request);
    const lead = account.leads.get(idOf(request));
    if (!lead || lead.is_deleted) return reply.removeHeader('content-type').code(204).send();
    return renderLead(account, lead, base, withParameter(parametersOf(request)));
  });

  app.post('/leads', async (request) => {
    const { account, user, base } = authenticate(request);
    const inputs = parseBatch(request.body, newLeadSchema, (input) => leadProblems(account, input, null));
    const leads = inputs.map((input, index) => ({
      id: createLead(account, toLeadInput(input), user.id).id,
      request_id: requestIdOf(input, index),
    }));
    return {
      _links: selfLink(request),
      _embedded: { leads: leads.map((lead) => ({ ...lead, ...entityLink(base, lead.id) })) },
    };
  });

  app.patch('/leads', async (request) => {
    const { account, user, base } = authenticate(request);
    const inputs = parseBatch(request.body, changedLeadSchema, (input) => {
      const lead = account.leads.get(input.id);
      return lead && !lead.is_deleted ? leadProblems(account, input, lead) : [notSupported('id')];
    });
    const changed = inputs.flatMap((input) => {
      const lead = account.leads.get(input.id);
      if (!lead) return [];
      changeLead(account, lead, toLeadInput(input), user.id);
      return [{ id: lead.id, updated_at: lead.updated_at, ...entityLink(base, lead.id) }];
    });
    return { _links: selfLink(request), _embedded: { leads: changed } };
  });

  app.patch('/leads/:id', async (request) => {
    const { account, user, base } = authenticate(request);
    const lead = account.leads.get(idOf(request));
    if (!lead || lead.is_deleted) throw new KommoProblem(404, 'Lead not found');
    const input = parseOne(request.body, leadSchema, (candidate) => leadProblems(account, candidate, lead));
    changeLead(account, lead, toLeadInput(input), user.id);
    return { id: lead.id, updated_at: lead.updated_at, ...entityLink(base, lead.id) };
  });
}

const references = z.array(z.strictObject({ id: z.int(), is_main: z.boolean().optional() }));

export const leadSchema = z.strictObject({
  ...entityKeys,
  price: z.number().optional(),
  status_id: z.int().optional(),
  pipeline_id: z.int().optional(),
  loss_reason_id: z.int().nullable().optional(),
  closed_at: z.int().nullable().optional(),
  tags_to_delete: tagInputs.optional(),
  price_with_minor_units: ignored,
  score: ignored,
  labor_cost: ignored,
  source_id: ignored,
  is_price_computed: ignored,
  is_price_modified_by_robot: ignored,
});

const newLeadSchema = leadSchema.extend({
  _embedded: z
    .strictObject({
      tags: tagInputs.nullable().optional(),
      contacts: references.optional(),
      companies: z
        .array(z.strictObject({ id: z.int() }))
        .max(1)
        .optional(),
    })
    .optional(),
});

const changedLeadSchema = leadSchema.extend({ id: z.int() });

/** Kommo's objections to a lead; `lead` is null for a new one. */
export function leadProblems(
  account: Account,
  input: z.infer<typeof newLeadSchema>,
  lead: Lead | null,
): ValueProblem[] {
  const problems = [...userProblems(account, input), ...fieldProblems(account, 'leads', input.custom_fields_values)];
  const pipeline = findPipeline(account, input.pipeline_id ?? lead?.pipeline_id ?? mainPipeline(account).id);
  if (!pipeline || (pipeline.is_archive && input.pipeline_id !== undefined)) problems.push(notSupported('pipeline_id'));
  else if (input.status_id !== undefined && !acceptedStage(pipeline, input.status_id)) {
    problems.push(notSupported('status_id'));
  }
  if (input.price !== undefined && !account.acceptsMinorUnits && !Number.isInteger(input.price)) {
    problems.push({ code: 'InvalidType', path: 'price', detail: 'This value should be of type int.' });
  }
  for (const [index, contact] of (input._embedded?.contacts ?? []).entries()) {
    const known = account.contacts.get(contact.id);
    if (!known || known.is_deleted) problems.push(notSupported(`_embedded.contacts.${index}.id`));
  }
  for (const [index, company] of (input._embedded?.companies ?? []).entries()) {
    if (!account.companies.has(company.id)) problems.push(notSupported(`_embedded.companies.${index}.id`));
  }
  return problems;
}

export function toLeadInput({ _embedded, ...input }: z.infer<typeof newLeadSchema>): LeadInput {
  return {
    ...input,
    tags: _embedded?.tags === null ? [] : _embedded?.tags,
    contacts: _embedded?.contacts,
    companyId: _embedded?.companies?.[0]?.id,
  };
}

function matchingLeads(account: Account, parameters: URLSearchParams, deleted: boolean): Lead[] {
  const ids = numbersParameter(parameters, 'filter[id]');
  const names = listParameter(parameters, 'filter[name]');
  const responsible = numbersParameter(parameters, 'filter[responsible_user_id]');
  const pipelines = numbersParameter(parameters, 'filter[pipeline_id]');
  const inStage = stageFilter(parameters);
  const query = parameters.get('query')?.toLowerCase() ?? '';
  const ranges = (['created_at', 'updated_at', 'closed_at'] as const).map((key) => ({
    key,
    contains: rangeParameter(parameters, `filter[${key}]`),
  }));
  return [...account.leads.values()].filter(
    (lead) =>
      lead.is_deleted === deleted &&
      (ids.length === 0 || ids.includes(lead.id)) &&
      (names.length === 0 || names.includes(lead.name)) &&
      (responsible.length === 0 || responsible.includes(lead.responsible_user_id)) &&
      (pipelines.length === 0 || pipelines.includes(lead.pipeline_id)) &&
      inStage(lead) &&
      ranges.every(({ key, contains }) => contains(lead[key])) &&
      [lead.name, String(lead.price), ...fieldTexts(lead.fields)].some((text) => text.toLowerCase().includes(query)),
  );
}

/** `filter[statuses][0][pipeline_id]=…&filter[statuses][0][status_id]=…`: both halves of a pair are needed. */
function stageFilter(parameters: URLSearchParams): (lead: Lead) => boolean {
  const pairs = new Map<string, { pipeline_id?: number; status_id?: number }>();
  for (const [key, value] of parameters) {
    const match = /^filter\[statuses\]\[(\d+)\]\[(pipeline_id|status_id)\]$/.exec(key);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    pairs.set(match[1], { ...pairs.get(match[1]), [match[2]]: Number(value) });
  }
  const wanted = [...pairs.values()];
  return (lead) =>
    wanted.length === 0 ||
    wanted.some((pair) => pair.pipeline_id === lead.pipeline_id && pair.status_id === lead.status_id);
}

function selfLink(request: FastifyRequest): object {
  return { self: { href: requestAddress(request) } };
}

function entityLink(base: string, id: number): object {
  return { _links: { self: { href: `${base}/leads/${id}` } } };
}
