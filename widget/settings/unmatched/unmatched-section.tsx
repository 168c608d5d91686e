import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import { PageSection } from '../section/page-section.tsx';
import { PagedList, usePages } from '../section/paged-list.tsx';
import { type FreshLink, FreshLinks } from './fresh-links.tsx';
import { MatchingSettings } from './matching-settings.tsx';
import { JustPutAside, type PutAside } from './put-aside.tsx';
import { UnmatchedCustomerRow } from './unmatched-customer.tsx';
import { NO_FILTER, queryOfFilter, UnmatchedFilters } from './unmatched-filters.tsx';

/** A typed word is searched for once, this many ms after the last letter. */
const TYPING_MS = 300;

/** Payments of customers without a lead, each with the possible leads. */
export function UnmatchedSection(): JSX.Element {
  const { texts, api, status, refreshStatus } = usePage();
  const [links, setLinks] = useState<readonly FreshLink[]>([]);
  const [aside, setAside] = useState<readonly PutAside[]>([]);
  const [filter, setFilter] = useState(NO_FILTER);

  const query = queryOfFilter(filter);
  const list = usePages((cursor) => api.readUnmatched({ ...query, cursor }));
  // A letter that changes nothing of the query reads nothing again.
  const asked = JSON.stringify(query);
  useEffect(() => {
    const timer = setTimeout(() => void list.read(null), list.pages === null ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [asked, status.unmatchedCustomers]);

  const showChanged = async (): Promise<void> => {
    await Promise.all([list.read(null), refreshStatus()]);
  };
  const showLinks = async (next: readonly FreshLink[]): Promise<void> => {
    setLinks(next);
    await showChanged();
  };
  const showAside = async (next: readonly PutAside[]): Promise<void> => {
    setAside(next);
    await showChanged();
  };
  const isFiltered = Object.values(query).some((value) => value !== '');
  return (
    <PageSection name="unmatched" count={status.unmatchedCustomers}>
      <UnmatchedFilters filter={filter} onChange={setFilter} />
      <FreshLinks links={links} onUnlinked={(gone) => showLinks(links.filter((link) => link !== gone))} />
      <JustPutAside customers={aside} onUndone={(back) => showAside(aside.filter((each) => each !== back))} />
      <PagedList
        list={list}
        label={texts.unmatched.title}
        none={isFiltered ? texts.unmatched.noneFits : texts.unmatched.none}
        rowsOf={({ customers, canCreate }) =>
          customers.map((customer) => (
            <UnmatchedCustomerRow
              key={customer.id}
              customer={customer}
              canCreate={canCreate}
              onLinked={(link) => showLinks([...links, link])}
              onPutAside={(customerName) => showAside([...aside, { customerId: customer.id, customerName }])}
              onUndone={() => showAside(aside.filter(({ customerId }) => customerId !== customer.id))}
              onErased={() => showLinks(links)}
            />
          ))
        }
      />
      <MatchingSettings />
    </PageSection>
  );
}
