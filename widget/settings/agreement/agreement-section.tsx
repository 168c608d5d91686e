import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { PageSection } from '../section/page-section.tsx';
import { Differences } from './differences.tsx';
import { MarkEvents } from './mark-events.tsx';
import { Verdict } from './verdict.tsx';

/** Whether FastSpring and this panel agree, the time of the comparison, and its corrections. */
export function AgreementSection(): JSX.Element {
  const { texts, status, mayChange } = usePage();
  const { reconciliation } = status;
  return (
    <PageSection name="agreement">
      <Verdict reconciliation={reconciliation} />
      {mayChange && (
        <>
          <Differences comparison={reconciliation.comparison} />
          <CheckNow />
        </>
      )}
      {reconciliation.hasCredentials && <MarkEvents />}
      {!reconciliation.hasCredentials && <p class="pvf-quiet">{texts.agreement.noCredentials}</p>}
    </PageSection>
  );
}

/** The state shows in the status, which the page reads again by itself. */
function CheckNow(): JSX.Element {
  const { texts, api, status, refreshStatus } = usePage();
  const words = texts.agreement;
  const [said, setSaid] = useState<{ readonly text: string; readonly isProblem: boolean } | null>(null);
  const ask = async (): Promise<void> => {
    const answer = await api.checkAgreement();
    if (!answer.ok) return setSaid({ text: refusalText(texts, answer.refusal), isProblem: true });
    setSaid({ text: words.asked, isProblem: false });
    await refreshStatus();
  };
  const { comparison, runningSince } = status.reconciliation;
  const isRunning = runningSince !== null;
  // Done: the verdict above says more.
  useEffect(() => setSaid(null), [comparison?.checkedAt]);
  return (
    <div class="pvf-actions">
      <button type="button" class="pvf-button" disabled={isRunning} onClick={() => void ask()}>
        {words.checkNow}
      </button>
      {said !== null && !isRunning && (
        <span role={said.isProblem ? 'alert' : 'status'} class={said.isProblem ? 'pvf-problem' : 'pvf-quiet'}>
          {said.text}
        </span>
      )}
    </div>
  );
}
