import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { createLeadFields } from '../../delivery/leads/create-lead-fields.ts';
import { recall, remember } from '../../kommo/memory/remembered.ts';
import { Problem } from '../../platform/http/problem.ts';
import { isLedgerField, ledgerFieldNames } from '../../rules/settings/ledger-fields.ts';
import { requireWriting } from '../pause/writing-pause.ts';
import type { Api } from '../prepare-api.ts';
import type { MadeLeadFieldsView } from './lead-fields-view.ts';

const bodySchema = z.strictObject({
  fields: z
    .array(z.strictObject({ use: z.string().refine(isLedgerField), name: z.string().trim().min(1).max(255) }))
    .min(1),
});

/** Where Kommo takes no codes, the fields that were made are known by their ids alone. */
const memoryName = 'made_lead_fields';
const knownSchema = z.partialRecord(z.enum(ledgerFieldNames), z.number());

/** Makes lead fields in Kommo for parts of the ledger. They show nothing until the settings' `fields` name them. */
export async function leadFieldsRoutes(app: Api): Promise<void> {
  const { kommo } = app;
  const { prisma } = app.database;

  const route = {
    config: { administrator: true },
    schema: { body: bodySchema },
    schemaErrorFormatter: badBody,
  } as const;
  app.post('/api/v1/lead-fields', route, async (request): Promise<MadeLeadFieldsView> => {
    const { user, body } = request;
    await requireWriting(request);
    const { accountId, userId } = user;
    const known = (await recall(prisma, accountId, memoryName, knownSchema))?.value ?? {};
    const fields = await createLeadFields(kommo.forAccount(accountId, 'interactive'), body.fields, known);
    const ids = Object.fromEntries(fields.map(({ use, fieldId }) => [use, fieldId]));
    await remember(prisma, accountId, memoryName, { ...known, ...ids });
    await recordAudit(prisma, { accountId, userId, action: 'lead_fields_created', after: ids });
    await kommo.memory.leadFields(accountId, 'fresh');
    return { fields };
  });
}

function badBody(): Problem {
  return new Problem(400, 'Fields not valid', 'Every field needs a use, one of the settings’ fields, and a name.', {
    code: 'lead_fields_invalid',
  });
}
