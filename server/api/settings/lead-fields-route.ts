import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { createLeadFields } from '../../delivery/leads/create-lead-fields.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import { recall, remember } from '../../kommo/memory/remembered.ts';
import type { Database } from '../../platform/database/database.ts';
import { Problem } from '../../platform/http/problem.ts';
import { isLedgerField, ledgerFieldNames } from '../../rules/settings/ledger-fields.ts';
import { requireWriting } from '../pause/writing-pause.ts';
import { askKommo } from '../people/kommo-problem.ts';
import { type Authenticate, requireAdministrator } from '../people/widget-user.ts';
import type { MadeLeadFieldsView } from './lead-fields-view.ts';

export interface LeadFieldsDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  readonly kommo: Pick<Kommo, 'forAccount' | 'memory'>;
}

const bodySchema = z.strictObject({
  fields: z
    .array(z.strictObject({ use: z.string().refine(isLedgerField), name: z.string().trim().min(1).max(255) }))
    .min(1),
});

/** Where Kommo takes no codes, the fields that were made are known by their ids alone. */
const memoryName = 'made_lead_fields';
const knownSchema = z.partialRecord(z.enum(ledgerFieldNames), z.number());

/** Makes lead fields in Kommo for parts of the ledger. They show nothing until the settings' `fields` name them. */
export async function leadFieldsRoutes(app: FastifyInstance, dependencies: LeadFieldsDependencies): Promise<void> {
  const { authenticate, kommo } = dependencies;
  const { prisma } = dependencies.database;

  app.post('/api/v1/lead-fields', async (request): Promise<MadeLeadFieldsView> => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const body = bodySchema.safeParse(request.body);
    if (!body.success) throw badBody();
    await requireWriting(prisma, request, user.accountId);
    return askKommo(async () => {
      const known = (await recall(prisma, user.accountId, memoryName, knownSchema))?.value ?? {};
      const fields = await createLeadFields(kommo.forAccount(user.accountId, 'interactive'), body.data.fields, known);
      const ids = Object.fromEntries(fields.map(({ use, fieldId }) => [use, fieldId]));
      await remember(prisma, user.accountId, memoryName, { ...known, ...ids });
      await recordAudit(prisma, {
        ...{ accountId: user.accountId, userId: user.userId, action: 'lead_fields_created' },
        after: ids,
      });
      await kommo.memory.leadFields(user.accountId, 'fresh');
      return { fields };
    });
  });
}

function badBody(): Problem {
  return new Problem(400, 'Fields not valid', 'Every field needs a use, one of the settings’ fields, and a name.');
}
