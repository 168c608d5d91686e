import { setImmediate as letOthersIn } from 'node:timers/promises';
import type { Fact } from '../../ledger/fact.ts';
import type { Effect, EffectContent } from '../../rules/planning/effect.ts';
import { type PlanInput, planEffects } from '../../rules/planning/plan.ts';
import type { Settings } from '../../rules/settings/settings.ts';
import { completeSettledTasks, isPayment } from '../../rules/settled-tasks.ts';
import { historyText } from '../../texts/fact-text.ts';
import type { EffectCounts, SimulatedFact, SimulationView } from './simulation-view.ts';

/** A fact and the lead on which it acted. */
export interface LeadFact {
  readonly fact: Fact;
  readonly lead: { readonly id: number; readonly pipelineId: number; readonly name: string | null };
  readonly purchase: PlanInput['purchase'];
}

/** A person does not read through more than these. */
const listedAtMost = 100;

/** Plans every fact twice. Lets others in between two facts. @param facts the latest first */
export async function simulate(input: {
  readonly facts: readonly LeadFact[];
  readonly saved: Settings;
  readonly simulated: Settings;
  readonly account: PlanInput['account'];
  /** of the reader */
  readonly language: string;
}): Promise<Pick<SimulationView, 'facts' | 'saved' | 'simulated' | 'differences' | 'furtherDifferences'>> {
  const savedOf = await planAll(input.facts, input.saved, input.account);
  const simulatedOf = await planAll(input.facts, input.simulated, input.account);
  const plans = input.facts.map(({ fact, lead }) => ({
    fact,
    lead,
    saved: savedOf(fact.key),
    simulated: simulatedOf(fact.key),
  }));
  const differences = plans
    .map((plan) => ({
      ...plan,
      removed: without(plan.saved, plan.simulated),
      added: without(plan.simulated, plan.saved),
    }))
    .filter(({ removed, added }) => removed.length + added.length > 0);
  return {
    facts: plans.length,
    saved: countKinds(plans.flatMap((plan) => plan.saved)),
    simulated: countKinds(plans.flatMap((plan) => plan.simulated)),
    differences: differences.slice(0, listedAtMost).map(
      ({ fact, lead, removed, added }): SimulatedFact => ({
        at: new Date(fact.occurredAt).toISOString(),
        type: fact.type,
        text: historyText(fact, input.language),
        leadId: lead.id,
        leadName: lead.name,
        removed,
        added,
      }),
    ),
    furtherDifferences: Math.max(0, differences.length - listedAtMost),
  };
}

/** What the facts ask for by these settings, as the account's job plans it: each fact's own, and the tasks it settles. */
async function planAll(
  facts: readonly LeadFact[],
  settings: Settings,
  account: PlanInput['account'],
): Promise<(factKey: string) => readonly EffectContent[]> {
  const planned: Effect[] = [];
  for (const { fact, lead, purchase } of facts) {
    planned.push(...planEffects({ fact, lead, purchase, settings, account, now: fact.occurredAt }));
    await letOthersIn();
  }
  const factOf = new Map(facts.map(({ fact }) => [fact.key, fact]));
  const tasks = planned.flatMap(({ content, factKey, leadId }) => {
    const fact = factOf.get(factKey);
    return content.kind === 'task' && fact !== undefined ? [{ fact, leadId }] : [];
  });
  const payments = facts.map(({ fact }) => fact).filter(isPayment);
  const effects = [...planned, ...completeSettledTasks(tasks, payments, account.language)];
  const byFact = Map.groupBy(effects, ({ factKey }) => factKey);
  return (factKey) => (byFact.get(factKey) ?? []).map(({ content }) => content);
}

function without(contents: readonly EffectContent[], others: readonly EffectContent[]): readonly EffectContent[] {
  const texts = new Set(others.map((content) => JSON.stringify(content)));
  return contents.filter((content) => !texts.has(JSON.stringify(content)));
}

function countKinds(contents: readonly EffectContent[]): EffectCounts {
  const byKind = Map.groupBy(contents, (content) => content.kind);
  return Object.fromEntries([...byKind].map(([kind, ofKind]) => [kind, ofKind.length]));
}
