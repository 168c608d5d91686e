import type { JSX } from 'preact';
import { fill } from '../../ui/texts.ts';
import { refusedText } from '../connect/refused-webhook.tsx';
import { type PageContext, usePage } from '../page/page-context.ts';
import { goToSection } from '../section/page-section.tsx';
import { type StepName, stepsOf } from './steps.ts';

/** The progress of the setup. It turns green by itself, and shrinks to one line once everything is done. */
export function Checklist(): JSX.Element {
  const page = usePage();
  const { texts } = page;
  const steps = stepsOf(page);
  const done = steps.filter((step) => step.isDone);
  const next = steps.find((step) => !step.isDone);
  return (
    <section class="pvf-part" aria-labelledby="pvf-checklist-title">
      <h2 id="pvf-checklist-title">{texts.checklist.title}</h2>
      <p class="pvf-purpose" role="status">
        {next === undefined
          ? (refusedText(page) ?? texts.checklist.complete)
          : fill(texts.checklist.progress, {
              done: page.formats.number(done.length),
              all: page.formats.number(steps.length),
            })}
      </p>
      <ol class="pvf-steps">
        {steps.map(({ name, isDone, section }) => (
          <li key={name} class={isDone ? 'pvf-step pvf-step-done' : 'pvf-step'}>
            <span class="pvf-hidden">{isDone ? texts.checklist.done : texts.checklist.open}</span>
            <button type="button" class="pvf-link" onClick={() => goToSection(section)}>
              {texts.checklist.steps[name]}
            </button>
            {name === next?.name && <small class="pvf-quiet">{hintOf(page, name)}</small>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A webhook that was refused says more about what is missing than the step's own hint. */
function hintOf(page: PageContext, name: StepName): string {
  const refused = name === 'secret' || name === 'event' ? refusedText(page) : null;
  return refused ?? page.texts.checklist.hints[name];
}
