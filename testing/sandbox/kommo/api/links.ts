import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { EntityType, Lead } from '../records/entities.ts';
import { parseBatch } from './batch.ts';
import { type Authenticate, idOf } from './caller.ts';
import { requestAddress } from './page.ts';
import { numbersParameter, parametersOf } from './parameters.ts';
import { KommoProblem, notSupported, type ValueProblem } from './problem.ts';

interface Link {
  readonly to_entity_id: number;
  readonly to_entity_type: EntityType | 'catalog_elements';
  readonly metadata:
    | { readonly main_contact: boolean }
    | { readonly quantity: number; readonly catalog_id: number }
    | null;
}

/** `GET /{entity}/{id}/links`, and linking and unlinking a lead's contacts and company. */
export function linkRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  readingRoutes(app, authenticate);
  app.post('/leads/:id/link', async (request) => {
    const { account } = authenticate(request);
    const lead = requireLead(account, request);
    const inputs = parseBatch(request.body, linkSchema, (input) => {
      if (input.to_entity_type === 'catalog_elements') return elementProblems(account, input);
      const target = account[input.to_entity_type].get(input.to_entity_id);
      return target && !target.is_deleted ? [] : [notSupported('to_entity_id')];
    });
    for (const input of inputs) link(account, lead, input);
    lead.updated_at = account.clock.seconds();
    return {
      _total_items: inputs.length,
      _links: { self: { href: requestAddress(request) } },
      _embedded: { links: linksOf(account, 'leads', lead.id) },
    };
  });

  app.post('/leads/:id/unlink', async (request, reply) => {
    const { account } = authenticate(request);
    const lead = requireLead(account, request);
    for (const input of parseBatch(request.body, linkSchema, () => [])) {
      if (input.to_entity_type === 'catalog_elements') unlinkElement(account, lead.id, input.to_entity_id);
      else if (input.to_entity_type === 'companies') lead.companyId = null;
      else lead.contacts = lead.contacts.filter((contact) => contact.id !== input.to_entity_id);
    }
    lead.updated_at = account.clock.seconds();
    return reply.removeHeader('content-type').code(204).send();
  });
}

function readingRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  for (const entityType of ['leads', 'contacts', 'companies'] as const) {
    app.get(`/${entityType}/:id/links`, async (request) => {
      const { account } = authenticate(request);
      const parameters = parametersOf(request);
      const type = parameters.get('filter[to_entity_type]');
      const ids = numbersParameter(parameters, 'filter[to_entity_id]');
      if ((type === null) !== (ids.length === 0)) {
        throw new KommoProblem(400, 'filter[to_entity_type] and filter[to_entity_id] must be used together');
      }
      const links = linksOf(account, entityType, idOf(request)).filter(
        (link) => type === null || (link.to_entity_type === type && ids.includes(link.to_entity_id)),
      );
      return {
        _total_items: links.length,
        _links: { self: { href: requestAddress(request) } },
        _embedded: { links },
      };
    });
  }
}

function requireLead(account: Account, request: FastifyRequest): Lead {
  const lead = account.leads.get(idOf(request));
  if (!lead || lead.is_deleted) throw new KommoProblem(404, 'Lead not found');
  return lead;
}

function link(account: Account, lead: Lead, { to_entity_id: id, to_entity_type: type, metadata }: LinkInput): void {
  if (type === 'catalog_elements') {
    unlinkElement(account, lead.id, id);
    const { catalog_id: catalogId = 0, quantity = 1 } = metadata ?? {};
    account.elementLinks.push({ leadId: lead.id, elementId: id, catalogId, quantity });
    return;
  }
  if (type === 'companies') {
    lead.companyId = id;
    return;
  }
  const isMain = metadata?.is_main ?? lead.contacts.length === 0;
  const others = lead.contacts
    .filter((contact) => contact.id !== id)
    .map((contact) => ({ ...contact, is_main: contact.is_main && !isMain }));
  lead.contacts = [...others, { id, is_main: isMain }];
}

const linkSchema = z.strictObject({
  to_entity_id: z.int(),
  to_entity_type: z.enum(['contacts', 'companies', 'catalog_elements']),
  metadata: z
    .strictObject({
      is_main: z.boolean().optional(),
      catalog_id: z.int().optional(),
      quantity: z.number().positive().optional(),
      updated_by: z.int().optional(),
    })
    .nullable()
    .optional(),
});
type LinkInput = z.infer<typeof linkSchema>;

/**
 * An element is found by its list, and linked with a quantity: https://developers.kommo.com/reference/linking-entities
 */
function elementProblems(account: Account, input: LinkInput): ValueProblem[] {
  const missing = (['catalog_id', 'quantity'] as const).filter((key) => input.metadata?.[key] === undefined);
  if (missing.length > 0) {
    return missing.map((key) => ({ code: 'FieldMissing', path: `metadata.${key}`, detail: 'This field is missing.' }));
  }
  const element = account.elements.get(input.to_entity_id);
  return element?.catalogId === input.metadata?.catalog_id ? [] : [notSupported('to_entity_id')];
}

function unlinkElement(account: Account, leadId: number, elementId: number): void {
  const at = account.elementLinks.findIndex((link) => link.leadId === leadId && link.elementId === elementId);
  if (at >= 0) account.elementLinks.splice(at, 1);
}

/** A contact's links lead to its company only: its leads are read with `with=leads`. */
function linksOf(account: Account, entityType: EntityType, id: number): Link[] {
  const entity = account[entityType].get(id);
  if (!entity || entity.is_deleted) throw new KommoProblem(404, 'Entity not found');
  if (entityType === 'contacts') {
    const companyId = account.contacts.get(id)?.companyId ?? null;
    return companyId === null ? [] : [toCompany(companyId)];
  }
  if (entityType === 'companies') {
    return [...account.contacts.values()]
      .filter((contact) => contact.companyId === id && !contact.is_deleted)
      .map((contact) => ({ to_entity_id: contact.id, to_entity_type: 'contacts', metadata: null }));
  }
  const lead = account.leads.get(id);
  const contacts = (lead?.contacts ?? []).map(
    (contact): Link => ({
      to_entity_id: contact.id,
      to_entity_type: 'contacts',
      metadata: { main_contact: contact.is_main },
    }),
  );
  const elements = account.elementLinks
    .filter(({ leadId }) => leadId === id)
    .map(
      ({ elementId, catalogId, quantity }): Link => ({
        to_entity_id: elementId,
        to_entity_type: 'catalog_elements',
        metadata: { quantity, catalog_id: catalogId },
      }),
    );
  return [...contacts, ...(lead?.companyId == null ? [] : [toCompany(lead.companyId)]), ...elements];
}

function toCompany(companyId: number): Link {
  return { to_entity_id: companyId, to_entity_type: 'companies', metadata: null };
}
