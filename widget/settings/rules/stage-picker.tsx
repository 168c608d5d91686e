import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { CatalogStage } from '../../../server/api/catalog/catalog-view.ts';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { findStage } from '../catalog/names.ts';
import { ProblemText } from '../form/field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { same } from '../section/same.ts';

type Target = Rule['moveTo'];

/** The target stage of a lead: by name, below its pipeline, in Kommo's colours. */
export function StagePicker(props: {
  value: Target;
  problem: SettingsProblem | null;
  onChange: (target: Target) => void;
}): JSX.Element {
  const { value, problem, onChange } = props;
  const { texts } = usePage();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    close();
  };
  return (
    <div class="pvf-field">
      <span id={`${id}-label`} class="pvf-label">
        {texts.rules.moveTo}
      </span>
      <button
        type="button"
        ref={button}
        class="pvf-input pvf-picker"
        aria-expanded={isOpen}
        aria-invalid={problem !== null}
        aria-labelledby={`${id}-label ${id}-value`}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <span id={`${id}-value`}>
          <Chosen target={value} />
        </span>
      </button>
      {problem && <ProblemText id={`${id}-problem`} problem={problem} />}
      {isOpen && (
        <div class="pvf-stages" role="radiogroup" aria-labelledby={`${id}-label`} onKeyDown={closeByKey}>
          <Targets name={id} value={value} onChange={onChange} onPointed={close} />
        </div>
      )}
    </div>
  );
}

function Chosen({ target }: { target: Target }): JSX.Element {
  const { texts } = usePage();
  const catalog = useCatalog();
  if (target === null) return <>{texts.rules.noMove}</>;
  const known = findStage(catalog, target);
  if (known === null) return <>{texts.rules.goneStage}</>;
  return (
    <>
      <StageChip stage={known.stage} />{' '}
      <small class="pvf-quiet">{known.pipeline?.name ?? texts.rules.ownPipeline}</small>
    </>
  );
}

export function StageChip({ stage }: { stage: CatalogStage }): JSX.Element {
  return (
    <span class="pvf-chip" style={{ background: stage.color ?? undefined }} dir="auto">
      {stage.name}
    </span>
  );
}

interface TargetsProps {
  readonly name: string;
  readonly value: Target;
  readonly onChange: (target: Target) => void;
  /** chosen with the pointer: by keyboard one passes over unwanted stages */
  readonly onPointed: () => void;
}

function Targets(props: TargetsProps): JSX.Element {
  const { texts } = usePage();
  const { pipelines } = useCatalog();
  const closed = pipelines[0]?.stages.filter(({ kind }) => kind !== 'open') ?? [];
  return (
    <>
      <TargetChoice {...props} target={null}>
        {texts.rules.noMove}
      </TargetChoice>
      <p class="pvf-label">{texts.rules.ownPipeline}</p>
      {closed.map((stage) => (
        <TargetChoice key={stage.id} {...props} target={{ pipelineId: null, statusId: stage.id }}>
          <StageChip stage={stage} />
        </TargetChoice>
      ))}
      {pipelines
        .filter(({ archived }) => !archived)
        .map((pipeline) => (
          <fieldset key={pipeline.id}>
            <legend class="pvf-label" dir="auto">
              {pipeline.name}
            </legend>
            {pipeline.stages.map((stage) => (
              <TargetChoice key={stage.id} {...props} target={{ pipelineId: pipeline.id, statusId: stage.id }}>
                <StageChip stage={stage} />
              </TargetChoice>
            ))}
          </fieldset>
        ))}
    </>
  );
}

function TargetChoice(props: TargetsProps & { target: Target; children: JSX.Element | string }): JSX.Element {
  const { target, value, onChange, onPointed } = props;
  const isPointed = useRef(false);
  const choosePointed = (): void => {
    if (!isPointed.current) return;
    onChange(target);
    onPointed();
  };
  return (
    <label
      class="pvf-stage"
      onPointerDown={() => {
        isPointed.current = true;
      }}
    >
      <input
        type="radio"
        name={props.name}
        checked={same(target, value)}
        onChange={() => onChange(target)}
        onClick={choosePointed}
      />
      {props.children}
    </label>
  );
}
