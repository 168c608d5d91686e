import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import { PageSection } from '../section/page-section.tsx';
import { PagedList, usePages } from '../section/paged-list.tsx';
import { type FreshLink, FreshLinks } from './fresh-links.tsx';
import { MatchingSettings } from './matching-settings.tsx';
import { UnmatchedCustomerRow } from './unmatched-customer.tsx';

/** Payments of customers without a lead, each with the possible leads. */
export function UnmatchedSection(): JSX.Element {
  const { texts, api, status, refreshStatus } = usePage();
  const [links, setLinks] = useState<readonly FreshLink[]>([]);

  const list = usePages(api.readUnmatched);
  useEffect(() => void list.read(null), [status.unmatchedCustomers]);

  const showLinks = async (next: readonly FreshLink[]): Promise<void> => {
    setLinks(next);
    await Promise.all([list.read(null), refreshStatus()]);
  };
  return (
    <PageSection name="unmatched" count={status.unmatchedCustomers}>
      <FreshLinks links={links} onUnlinked={(gone) => showLinks(links.filter((link) => link !== gone))} />
      <PagedList
        list={list}
        label={texts.unmatched.title}
        none={texts.unmatched.none}
        rowsOf={({ customers, canCreate }) =>
          customers.map((customer) => (
            <UnmatchedCustomerRow
              key={customer.id}
              customer={customer}
              canCreate={canCreate}
              onLinked={(link) => showLinks([...links, link])}
              onErased={() => showLinks(links)}
            />
          ))
        }
      />
      <MatchingSettings />
    </PageSection>
  );
}
