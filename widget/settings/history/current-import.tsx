import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ImportView } from '../../../server/api/imports/import-view.ts';
import type { Refusal } from '../../client/answer.ts';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { fill } from '../../ui/texts.ts';
import type { ImportChange } from '../api/settings-api.ts';
import { type PageContext, usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { refusalText } from '../page/refusal-text.ts';
import { ApplyForm } from './apply-form.tsx';
import type { ChangeImport } from './import-actions.ts';
import { ImportPlanFigures } from './import-plan.tsx';
import { Progress } from './progress.tsx';

/** Whether no other import can be started. */
export function isUnderWay(current: ImportView | undefined): boolean {
  return current !== undefined && !['done', 'undone', 'canceled'].includes(current.state);
}

/** The last requested import, and the possible actions on it now. */
export function CurrentImport({ current, change }: { current: ImportView; change: ChangeImport }): JSX.Element {
  const page = usePage();
  const { texts } = page;
  const words = texts.history;
  const { state, plan, progress, problem } = current;
  const isOver = state === 'undone' || state === 'canceled';
  return (
    <div class="pvf-block">
      <h3>{daysOf(page, current)}</h3>
      <p role="status" class={state === 'done' ? 'pvf-good' : 'pvf-quiet'}>
        {current.isPaused ? words.paused : stateText(page, current)}
      </p>
      {progress !== null && <Progress current={current} progress={progress} />}
      {problem !== null && (
        <p class="pvf-problem" role="alert">
          {words.problems[problem]}
        </p>
      )}
      {plan !== null && !isOver && <ImportPlanFigures plan={plan} state={state} />}
      {state === 'planned' && plan !== null && <ApplyForm plan={plan} change={change} />}
      <Actions current={current} change={change} />
    </div>
  );
}

function stateText({ texts, formats }: PageContext, { state, endedAt, kommo }: ImportView): string {
  const { states, done } = texts.history;
  if (state !== 'done') return states[state];
  return fill(done[kommo ?? 'nothing'], { time: endedAt === null ? '' : formats.moment(endedAt) });
}

/**
 * "1 Jan 2024 – 20 Nov 2026": the same days in every time zone, and every year written, because none of them is now.
 */
export function daysOf({ formats }: PageContext, { begin, end }: ImportView): string {
  return [begin, end].map((day) => formats.shortDay(`${day}T12:00:00`, 0)).join(' – ');
}

function Actions({ current, change }: { current: ImportView; change: ChangeImport }): JSX.Element | null {
  const page = usePage();
  const { texts } = page;
  const words = texts.history;
  const { state, isPaused, canUndo } = current;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const orWhy = async (what: ImportChange): Promise<string | null> => {
    const refusal = await change(what);
    return refusal === null ? null : refusalText(texts, refusal);
  };
  const isApplied = state === 'applying' || state === 'linking';
  if (!isUnderWay(current) && !canUndo) return null;
  return (
    <div class="pvf-actions">
      {current.progress !== null && (
        <button
          type="button"
          class="pvf-button"
          onClick={() => void change(isPaused ? 'resume' : 'pause').then(setRefusal)}
        >
          {isPaused ? words.resume : words.pause}
        </button>
      )}
      {isUnderWay(current) && state !== 'undoing' && (
        <ConfirmedButton
          label={isApplied ? words.stop : words.discard}
          question={isApplied ? undoQuestion(page, current) : words.discardQuestion}
          yes={isApplied ? words.stopYes : words.discardYes}
          no={texts.cancel}
          act={() => orWhy('cancel')}
        />
      )}
      {canUndo && (
        <ConfirmedButton
          label={words.undo}
          question={undoQuestion(page, current)}
          yes={words.undoYes}
          no={texts.cancel}
          act={() => orWhy('undo')}
        />
      )}
      <RefusalMessage refusal={refusal} />
    </div>
  );
}

/** Counts the entries that an undo removes, and says what stays in Kommo. */
function undoQuestion({ texts, formats }: PageContext, { plan, kommo }: ImportView): string {
  const words = texts.history;
  const of = (kind: 'orders' | 'refunds' | 'subscriptions') =>
    formats.plural(words.counted[kind], plan?.[kind].new ?? 0);
  const question = fill(words.undoQuestion, {
    orders: of('orders'),
    refunds: of('refunds'),
    subscriptions: of('subscriptions'),
  });
  return `${question} ${words.undoKommo[kommo ?? 'nothing']}`;
}
