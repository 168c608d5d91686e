import { z } from 'zod';
import { understoodEventTypes } from '../../fastspring/catalogue.ts';
import { closedStages, incomingStageType, wonStage } from '../../kommo/api/stages.ts';
import { canFit } from '../../rules/settings/conditions.ts';
import { ledgerFields } from '../../rules/settings/ledger-fields.ts';
import { placeholders } from '../../rules/settings/placeholders.ts';
import { isActiveUser } from '../../rules/settings/responsible.ts';
import { carriesPrice } from '../../rules/settings/settings.ts';
import type { Api } from '../prepare-api.ts';
import type { CatalogPipeline, CatalogView } from './catalog-view.ts';
import { readKnownProducts } from './known-products.ts';
import { type KommoCatalog, readKommoCatalog } from './kommo-catalog.ts';

/** Named at all, it has Kommo asked anew. */
const querySchema = z.object({ fresh: z.unknown().meta({ type: 'string' }).optional() });

/** `GET /api/v1/catalog`: pipelines, stages, users, fields and products by name, so that no number has to be typed. */
export async function catalogRoutes(app: Api): Promise<void> {
  const { database } = app;

  app.get(
    '/api/v1/catalog',
    { schema: { querystring: querySchema } },
    async ({ user, query }): Promise<CatalogView> => {
      const { accountId } = user;
      const how = query.fresh === undefined ? 'remembered' : 'fresh';
      const [kommo, products] = await Promise.all([
        readKommoCatalog(app.kommo.memory, accountId, how),
        readKnownProducts(database, accountId),
      ]);
      // Read last: Kommo's word on currency and time zone came with the task types.
      const account = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
      return {
        pipelines: pipelinesOf(kommo),
        users: kommo.users.filter(isActiveUser).map(({ id, name }) => ({ id, name })),
        leadFields: kommo.leadFields.map(({ id, name, type }) => ({ id, name, type })),
        taskTypes: kommo.taskTypes.map(({ id, name }) => ({ id, name })),
        products,
        account: { currency: account.currency, timeZone: account.timeZone, wholePrices: account.wholePrices },
        eventTypes: understoodEventTypes,
        eventTypesWithPrice: understoodEventTypes.filter(carriesPrice),
        eventTypesFor: {
          amount: understoodEventTypes.filter((type) => canFit('amount', type)),
          countries: understoodEventTypes.filter((type) => canFit('countries', type)),
          purchase: understoodEventTypes.filter((type) => canFit('purchase', type)),
        },
        placeholders,
        ledgerFields,
      };
    },
  );
}

function pipelinesOf({ pipelines }: KommoCatalog): readonly CatalogPipeline[] {
  return pipelines
    .map((pipeline) => ({
      id: pipeline.id,
      name: pipeline.name,
      archived: pipeline.is_archive ?? false,
      sort: pipeline.sort,
      stages: pipeline._embedded.statuses
        .filter((stage) => stage.type !== incomingStageType)
        .toSorted((first, second) => first.sort - second.sort)
        .map(({ id, name, color }) => ({ id, name, kind: kindOf(id), color: color ?? null })),
    }))
    .toSorted((first, second) => Number(first.archived) - Number(second.archived) || first.sort - second.sort)
    .map(({ sort: _, ...pipeline }) => pipeline);
}

function kindOf(stageId: number): 'open' | 'won' | 'lost' {
  if (!closedStages.has(stageId)) return 'open';
  return stageId === wonStage ? 'won' : 'lost';
}
