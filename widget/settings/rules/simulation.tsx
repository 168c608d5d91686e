import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SimulatedFact, SimulationView } from '../../../server/api/simulation/simulation-view.ts';
import type { EffectContent } from '../../../server/rules/planning/effect.ts';
import { fill } from '../../ui/texts.ts';
import type { SettingsChange } from '../api/settings-api.ts';
import { describeEffect } from '../catalog/describe-effect.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { same } from '../section/same.ts';
import type { EditedSection } from '../section/use-section.ts';

const KINDS = ['note', 'move', 'task', 'complete_task', 'price', 'tags', 'fields'] as const;

/** Tries unsaved rules on the events of the last days, without any effect. */
export function Simulation<Value extends SettingsChange>(props: { section: EditedSection<Value> }): JSX.Element {
  const { value, refuse } = props.section;
  const { texts, api } = usePage();
  const [tried, setTried] = useState<{ value: Value; view: SimulationView } | null>(null);
  const [isTrying, setTrying] = useState(false);

  const simulate = async (): Promise<void> => {
    setTrying(true);
    const answer = await api.simulate(value);
    setTrying(false);
    if (answer.ok) setTried({ value, view: answer.body });
    else refuse(answer.refusal);
  };
  return (
    <>
      <button type="button" class="pvf-button" disabled={isTrying} onClick={() => void simulate()}>
        {isTrying ? texts.simulation.trying : texts.simulation.try}
      </button>
      {tried !== null && same(tried.value, value) && <Tried view={tried.view} />}
    </>
  );
}

function Tried({ view }: { view: SimulationView }): JSX.Element {
  const { texts, formats } = usePage();
  const words = texts.simulation;
  return (
    <div class="pvf-tried" role="status">
      <strong>{formats.plural(words.facts, view.facts, { days: formats.number(view.days) })}</strong>
      {view.withoutLead > 0 && <p class="pvf-quiet">{formats.plural(words.withoutLead, view.withoutLead)}</p>}
      {view.facts > 0 && <Counts view={view} />}
      {view.facts > 0 && view.differences.length === 0 && <p>{words.same}</p>}
      <ul class="pvf-list">
        {view.differences.map((fact) => (
          <Difference key={`${fact.at} ${fact.leadId} ${fact.text}`} fact={fact} />
        ))}
      </ul>
      {view.furtherDifferences > 0 && <p class="pvf-quiet">{formats.plural(words.further, view.furtherDifferences)}</p>}
      <p class="pvf-quiet">{words.guards}</p>
    </div>
  );
}

/** The number of each action, by the saved rules and by the new ones. */
function Counts({ view }: { view: SimulationView }): JSX.Element {
  const { texts, formats } = usePage();
  const kinds = KINDS.filter((kind) => (view.saved[kind] ?? 0) + (view.simulated[kind] ?? 0) > 0);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{texts.simulation.kind}</th>
          <th scope="col">{texts.simulation.saved}</th>
          <th scope="col">{texts.simulation.simulated}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{texts.effects.kinds[kind]}</th>
            <td>{formats.number(view.saved[kind] ?? 0)}</td>
            <td>{formats.number(view.simulated[kind] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Difference({ fact }: { fact: SimulatedFact }): JSX.Element {
  const { texts, formats, now, leadPath } = usePage();
  const catalog = useCatalog();
  const lines = (contents: readonly EffectContent[], template: string): JSX.Element[] =>
    contents.map((content, index) => (
      <p key={`${content.kind} ${index}`} dir="auto">
        {fill(template, { effect: describeEffect(content, { texts, formats, catalog }) })}
      </p>
    ));
  return (
    <li>
      <span class="pvf-name" dir="auto">
        {fact.text}
      </span>{' '}
      <time dateTime={fact.at} title={formats.moment(fact.at)}>
        {formats.day(fact.at, now)}
      </time>{' '}
      · <a href={leadPath(fact.leadId)}>{fact.leadName ?? `#${fact.leadId}`}</a>
      {lines(fact.added, texts.simulation.added)}
      {lines(fact.removed, texts.simulation.removed)}
    </li>
  );
}
