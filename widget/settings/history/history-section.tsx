import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ImportView } from '../../../server/api/imports/import-view.ts';
import type { Answer, Refusal } from '../../client/answer.ts';
import type { ImportChange } from '../api/settings-api.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { PageSection } from '../section/page-section.tsx';
import { CurrentImport, isUnderWay } from './current-import.tsx';
import { EarlierImports } from './earlier-imports.tsx';
import { ImportForm } from './import-form.tsx';

/** ms between two readings of an import in progress, while the page is visible. */
const LOOK_AGAIN_MS = 2_000;

/** Sales from before the installation: planned, imported on request, and undone as a whole. */
export function HistorySection(): JSX.Element {
  const { texts, api, settings, refreshStatus } = usePage();
  const [imports, setImports] = useState<readonly ImportView[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const read = async (): Promise<void> => {
    const answer = await api.readImports();
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setImports(answer.body.imports);
  };
  const moves = imports?.some(({ progress, isPaused }) => progress !== null && !isPaused) === true;
  useEffect(() => {
    void read();
    if (!moves) return;
    const timer = setInterval(() => {
      if (!document.hidden) void read();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [moves]);

  const [current, ...earlier] = imports ?? [];
  /** The answer is shown at once; the list is read again, because a new import changes it. */
  const ask = async (asked: Promise<Answer<ImportView>>): Promise<Refusal | null> => {
    const answer = await asked;
    await read();
    if (!answer.ok) return answer.refusal;
    void refreshStatus();
    return null;
  };
  const change = (what: ImportChange) =>
    current === undefined ? Promise.resolve(null) : ask(api.changeImport(current.id, what));

  return (
    <PageSection name="history">
      <RefusalMessage refusal={refusal} />
      {imports === null && refusal === null && <p class="pvf-quiet">{texts.loading}</p>}
      {current && <CurrentImport key={current.id} current={current} change={change} />}
      {imports !== null && !settings.fastspring.hasApiCredentials && (
        <p class="pvf-quiet">{texts.history.noCredentials}</p>
      )}
      {imports !== null && settings.fastspring.hasApiCredentials && !isUnderWay(current) && (
        <ImportForm isFirst={current === undefined} plan={(begin, end) => ask(api.planImport(begin, end))} />
      )}
      <EarlierImports imports={earlier} />
    </PageSection>
  );
}
