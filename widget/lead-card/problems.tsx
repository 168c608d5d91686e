import type { JSX } from 'preact';
import type { Problem } from '../../server/api/payments-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Day } from './day.tsx';
import { usePanel } from './panel-context.ts';

const URGENT: readonly string[] = ['overdue', 'declined', 'chargeback'] satisfies Problem['kind'][];

/** What is wrong, since when, and what to do. */
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
  const about = [problem.product, amount && currency && formats.money(amount, currency), problem.reason];
  return (
    <div class={`pvf-box pvf-box-${URGENT.includes(problem.kind) ? 'error' : 'warning'}`}>
      <strong>
        {words.title} · <Day time={problem.until ?? problem.since} />
      </strong>
      <p dir="auto">{about.filter(Boolean).join(' · ')}</p>
      {words.hint && <p>{words.hint}</p>}
      {problem.updatePaymentUrl && (
        <CopyButton content={problem.updatePaymentUrl} label={texts.problem.copyLink} copied={texts.problem.copied} />
      )}
    </div>
  );
}
