import type { JSX } from 'preact';
import type { Problem } from '../../server/api/card/problem-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Day } from './day.tsx';
import { usePanel } from './panel-context.ts';

const URGENT: readonly string[] = ['overdue', 'declined', 'debt', 'chargeback'] satisfies Problem['kind'][];

export function Problems({ problems }: { problems: readonly Problem[] }): JSX.Element {
  return (
    <>
      {problems.map((problem) => (
        <ProblemBox key={`${problem.kind} ${problem.subscriptionId} ${problem.orderId}`} problem={problem} />
      ))}
    </>
  );
}

function ProblemBox({ problem }: { problem: Problem }): JSX.Element {
  const { texts, formats } = usePanel();
  const words = texts.problem[problem.kind];
  const { amount, currency } = problem;
  // Canceled without an end: FastSpring does not always report it.
  const isWithoutEnd = problem.kind === 'ending' && problem.until === null;
  const [before, after] = (isWithoutEnd ? `${texts.status.canceled} · {day}` : words.title).split('{day}');
  const about = [amount && currency && formats.money(amount, currency), problem.reason].filter(Boolean);
  return (
    <div class={`pvf-box pvf-box-${URGENT.includes(problem.kind) ? 'error' : 'warning'}`}>
      <strong>
        {before}
        <Day time={problem.until ?? problem.since} />
        {after}
      </strong>
      <p>
        <bdi>{problem.product}</bdi>
        {problem.product && about.length > 0 && ' · '}
        {about.join(' · ')}
      </p>
      {words.hint && <p>{words.hint}</p>}
      {problem.updatePaymentUrl && (
        <CopyButton content={problem.updatePaymentUrl} label={texts.problem.copyLink} copied={texts.problem.copied} />
      )}
    </div>
  );
}
