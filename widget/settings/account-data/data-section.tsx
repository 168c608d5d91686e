import type { JSX } from 'preact';
import type { Answer } from '../../client/answer.ts';
import { usePage } from '../page/page-context.ts';
import { PageSection } from '../section/page-section.tsx';
import { Download } from './download.tsx';
import { ErasePerson } from './erase-person.tsx';

/** The stored data: to download, to check for a fault, to erase. */
export function DataSection(): JSX.Element {
  const { texts, api, status } = usePage();
  const about = `${status.kommo.subdomain}-${status.asOf.slice(0, 10)}`;

  const readDiagnostics = async (): Promise<Answer<string>> => {
    const answer = await api.readDiagnostics();
    return answer.ok ? { ...answer, body: `${JSON.stringify(answer.body, null, 2)}\n` } : answer;
  };
  return (
    <PageSection name="data">
      <Download
        words={texts.data.export}
        name={`payments-${about}.tar`}
        type="application/x-tar"
        read={api.exportAccount}
      />
      <Download
        words={texts.data.diagnostics}
        name={`diagnostics-${about}.json`}
        type="application/json"
        read={readDiagnostics}
      />
      <ErasePerson />
    </PageSection>
  );
}
