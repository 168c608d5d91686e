import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import type { EditedSection } from './use-section.ts';

interface SaveBarProps<Value> {
  readonly section: EditedSection<Value>;
  readonly describe: (before: Value, after: Value) => readonly string[];
  /** merges my changes with somebody else's saved ones */
  readonly merge: (base: Value, mine: Value, theirs: Value) => Value;
  /** further actions on the unsaved changes */
  readonly children?: ComponentChildren;
}

/** Shows the unsaved changes, saves them, and reports the saved changes or why saving failed. */
export function SaveBar<Value>({ section, describe, merge, children }: SaveBarProps<Value>): JSX.Element | null {
  const { texts, mayChange } = usePage();
  const { outcome, isChanged, overtaken } = section;
  const isSaving = outcome.kind === 'saving';
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (outcome.kind === 'refused') focusFirstProblem(bar.current);
  }, [outcome]);

  if (!mayChange) return null;
  if (overtaken !== null) return <Overtaken section={section} base={overtaken.base} {...{ describe, merge }} />;
  if (!isChanged && outcome.kind !== 'saved') return null;
  return (
    <div class="pvf-bar-save" ref={bar}>
      <div role="status">
        {outcome.kind === 'saved' && <Lines title={texts.save.saved} lines={describe(outcome.before, outcome.after)} />}
      </div>
      {isChanged && <Lines title={texts.save.unsaved} lines={describe(section.saved, section.value)} />}
      {outcome.kind === 'refused' && (
        <p class="pvf-problem" role="alert">
          {mayBeAccepted(section) ? texts.save.doubtful : refusalText(texts, outcome.refusal)}
        </p>
      )}
      {isChanged && (
        <div class="pvf-actions">
          <button
            type="button"
            class="pvf-button pvf-main"
            disabled={isSaving}
            onClick={() => void section.save(mayBeAccepted(section) ? 'accept' : 'refuse')}
          >
            {mayBeAccepted(section) ? texts.save.anyway : texts.save.save}
          </button>
          {children}
          <button type="button" class="pvf-link" disabled={isSaving} onClick={section.discard}>
            {texts.save.discard}
          </button>
        </div>
      )}
    </div>
  );
}

const WARNINGS: readonly string[] = ['fits_no_product', 'no_invoice_field'];

/** A pattern may be meant for future products, and an invoice works without a field. */
function mayBeAccepted(section: EditedSection<unknown>): boolean {
  if (section.outcome.kind !== 'refused') return false;
  const { problems } = section.outcome.refusal;
  const standing = problems.filter(({ path }) => section.problemAt(path) !== null);
  return standing.length > 0 && standing.every(({ code }) => WARNINGS.includes(code));
}

function focusFirstProblem(bar: HTMLElement | null): void {
  const wrong = bar?.closest('section')?.querySelector('[aria-invalid="true"]');
  if (wrong instanceof HTMLElement) wrong.focus();
}

function Overtaken<Value>(props: SaveBarProps<Value> & { readonly base: Value }): JSX.Element {
  const { section, base, describe, merge } = props;
  const { texts } = usePage();
  return (
    <div class="pvf-box" role="alert">
      <strong>{texts.save.overtaken}</strong>
      <Lines title={texts.save.theirs} lines={describe(base, section.saved)} />
      <Lines title={texts.save.yours} lines={describe(base, section.value)} />
      <div class="pvf-actions">
        <button
          type="button"
          class="pvf-button"
          onClick={() => section.takeOver(merge(base, section.value, section.saved))}
        >
          {texts.save.merge}
        </button>
        <button type="button" class="pvf-link" onClick={section.discard}>
          {texts.save.dropMine}
        </button>
      </div>
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }): JSX.Element {
  return (
    <>
      <strong>{title}</strong>
      <ul class="pvf-lines">
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </>
  );
}
