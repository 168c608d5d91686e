import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { UnmatchedCustomer } from '../../../server/api/unmatched-view.ts';
import type { Refusal } from '../api/answers.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { PageSection } from '../section/page-section.tsx';
import { type FreshLink, FreshLinks } from './fresh-links.tsx';
import { MatchingSettings } from './matching-settings.tsx';
import { UnmatchedCustomerRow } from './unmatched-customer.tsx';

interface Listed {
  readonly customers: readonly UnmatchedCustomer[];
  readonly nextCursor: string | null;
  readonly canCreate: boolean;
}

/** Payments whose customer has no lead, each with the leads that might be meant. */
export function UnmatchedSection(): JSX.Element {
  const { texts, api, status, refreshStatus } = usePage();
  const [listed, setListed] = useState<Listed | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [links, setLinks] = useState<readonly FreshLink[]>([]);

  const read = async (cursor: string | null): Promise<void> => {
    const answer = await api.readUnmatched(cursor);
    setRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return;
    const before = cursor === null ? [] : (listed?.customers ?? []);
    setListed({ ...answer.body, customers: [...before, ...answer.body.customers] });
  };
  useEffect(() => void read(null), [status.unmatchedCustomers]);

  const showLinks = async (next: readonly FreshLink[]): Promise<void> => {
    setLinks(next);
    await Promise.all([read(null), refreshStatus()]);
  };
  return (
    <PageSection name="unmatched" count={status.unmatchedCustomers}>
      <FreshLinks links={links} onUnlinked={(gone) => showLinks(links.filter((link) => link !== gone))} />
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
      {listed === null && refusal === null && <p class="pvf-quiet">{texts.loading}</p>}
      {listed?.customers.length === 0 && <p class="pvf-none pvf-quiet">{texts.unmatched.none}</p>}
      {listed !== null && listed.customers.length > 0 && (
        <ul class="pvf-entries" aria-label={texts.unmatched.title}>
          {listed.customers.map((customer) => (
            <UnmatchedCustomerRow
              key={customer.id}
              customer={customer}
              canCreate={listed.canCreate}
              onLinked={(link) => showLinks([...links, link])}
            />
          ))}
        </ul>
      )}
      {listed?.nextCursor && (
        <button type="button" class="pvf-button" onClick={() => void read(listed.nextCursor)}>
          {texts.list.more}
        </button>
      )}
      <MatchingSettings />
    </PageSection>
  );
}
