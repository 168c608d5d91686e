import { day } from '../../platform/time/units.ts';
import { askForPurchase } from '../../rules/planning/fitting-rules.ts';
import { readerLanguage } from '../people/reader-language.ts';
import type { Api } from '../prepare-api.ts';
import { checkChange } from '../settings/check-change.ts';
import { readSettingsBody, settingsBody, settingsInvalid } from '../settings/settings-body.ts';
import { storedSettings } from '../settings/stored-settings.ts';
import { countWithoutLead, readLeadFacts } from './read-facts.ts';
import { simulate } from './simulate.ts';
import type { SimulationView } from './simulation-view.ts';

const days = 30;

/** `POST /api/v1/settings/simulate`, with a body like that of `PUT /api/v1/settings`. */
export async function simulationRoutes(app: Api): Promise<void> {
  const { database, kommo, rulesFromEnvironment, now } = app;

  const route = { config: { administrator: true, body: settingsBody } } as const;
  app.post('/api/v1/settings/simulate', route, async (request): Promise<SimulationView> => {
    const { user } = request;
    const account = await database.prisma.account.findUniqueOrThrow({ where: { id: user.accountId } });
    const saved = storedSettings(account, rulesFromEnvironment);
    const change = readSettingsBody(request.body, saved);
    // The catalogue is needed for warnings alone.
    const known = { database, memory: kommo.memory, readCatalogue: async () => [] };
    const { problems } = await checkChange(known, account.id, change.changed);
    if (problems.length > 0) throw settingsInvalid(problems);

    const since = new Date(now() - days * day);
    const [facts, withoutLead] = await Promise.all([
      readLeadFacts(database, account.id, since, {
        withPurchases: askForPurchase([...saved.rules, ...change.settings.rules]),
      }),
      countWithoutLead(database, account.id, since),
    ]);
    const language = readerLanguage(request);
    const simulated = await simulate({ facts, saved, simulated: change.settings, account, language });
    return { days, withoutLead, ...simulated };
  });
}
