import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import { createLead } from '../records/leads.ts';
import { createCompany, createContact } from '../records/people.ts';
import { parseBatch, requestIdOf } from './batch.ts';
import type { Authenticate } from './caller.ts';
import { tagInputs } from './inputs.ts';
import { leadProblems, leadSchema, toLeadInput } from './leads.ts';
import { personProblems, personSchema, toPersonInput } from './people.ts';
import { notSupported, type ValueProblem } from './problem.ts';

/** `POST /leads/complex`: up to 50 leads, each with at most one contact and one company; the reply is a bare array. */
export function complexLeadRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.post('/leads/complex', async (request) => {
    const { account, user } = authenticate(request);
    const inputs = parseBatch(request.body, complexSchema, (input) => complexProblems(account, input), 50);
    return inputs.map((input, index) => {
      const { _embedded, ...leadValues } = input;
      const contactId = personId(_embedded?.contacts?.[0], (values) => createContact(account, values, user.id).id);
      const companyId = personId(_embedded?.companies?.[0], (values) => createCompany(account, values, user.id).id);
      const lead = createLead(
        account,
        {
          ...toLeadInput({ ...leadValues, _embedded: { tags: _embedded?.tags } }),
          contacts: contactId === null ? [] : [{ id: contactId, is_main: true }],
          companyId: companyId ?? undefined,
        },
        user.id,
      );
      const contact = contactId === null ? undefined : account.contacts.get(contactId);
      if (contact && companyId !== null) contact.companyId = companyId;
      return {
        id: lead.id,
        contact_id: contactId,
        company_id: companyId,
        request_id: [requestIdOf(input, index)],
        merged: false,
      };
    });
  });
}

const complexSchema = leadSchema.extend({
  _embedded: z
    .strictObject({
      tags: tagInputs.nullable().optional(),
      contacts: z.array(personSchema).max(1).optional(),
      companies: z.array(personSchema).max(1).optional(),
    })
    .optional(),
});

type ComplexInput = z.infer<typeof complexSchema>;

function complexProblems(account: Account, input: ComplexInput): ValueProblem[] {
  const { _embedded, ...leadValues } = input;
  return [
    ...leadProblems(account, leadValues, null),
    ...(_embedded?.contacts ?? []).flatMap((contact) => embeddedProblems(account, 'contacts', contact)),
    ...(_embedded?.companies ?? []).flatMap((company) => embeddedProblems(account, 'companies', company)),
  ];
}

function embeddedProblems(
  account: Account,
  type: 'contacts' | 'companies',
  input: z.infer<typeof personSchema>,
): ValueProblem[] {
  const prefix = `_embedded.${type}.0`;
  const known = input.id === undefined ? undefined : account[type].get(input.id);
  if (input.id !== undefined && (!known || known.is_deleted)) return [notSupported(`${prefix}.id`)];
  return personProblems(account, type, input).map((problem) => ({ ...problem, path: `${prefix}.${problem.path}` }));
}

/** An embedded person with an id is linked, one without is created. */
function personId(
  input: z.infer<typeof personSchema> | undefined,
  create: (values: ReturnType<typeof toPersonInput>) => number,
): number | null {
  if (!input) return null;
  return input.id ?? create(toPersonInput(input));
}
