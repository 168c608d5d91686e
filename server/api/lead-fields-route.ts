import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Database } from '../database/database.ts';
import { createLeadFields } from '../delivery/create-lead-fields.ts';
import { Problem } from '../http/problem.ts';
import type { Kommo } from '../kommo/kommo.ts';
import { isLedgerField } from '../rules/ledger-fields.ts';
import { askKommo } from './kommo-problem.ts';
import type { MadeLeadFieldsView } from './lead-fields-view.ts';
import { requireWriting } from './pause/writing-pause.ts';
import { type Authenticate, requireAdministrator } from './widget-user.ts';

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
      const fields = await createLeadFields(kommo.forAccount(user.accountId, 'interactive'), body.data.fields);
      await recordAudit(prisma, {
        ...{ accountId: user.accountId, userId: user.userId, action: 'lead_fields_created' },
        after: Object.fromEntries(fields.map(({ use, fieldId }) => [use, fieldId])),
      });
      await kommo.memory.leadFields(user.accountId, 'fresh');
      return { fields };
    });
  });
}

function badBody(): Problem {
  return new Problem(400, 'Fields not valid', 'Every field needs a use, one of the settings’ fields, and a name.');
}
