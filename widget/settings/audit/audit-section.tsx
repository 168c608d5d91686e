import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AuditEntryView } from '../../../server/api/audit/audit-view.ts';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { AuditAction } from '../../../server/audit/actions.ts';
import { nameOfPattern, useKnownProducts } from '../catalog/known-products.tsx';
import { usePage } from '../page/page-context.ts';
import { describeRule, isRule } from '../rules/describe-rule.ts';
import { PageSection } from '../section/page-section.tsx';
import { PagedList, usePages } from '../section/paged-list.tsx';
import { changedValues, type DescribeEntry } from './describe-change.ts';
import { placeName } from './place-name.ts';

/** Who changed what, newest first. */
export function AuditSection({ catalog }: { catalog: CatalogView | null }): JSX.Element {
  const { texts, formats, api, settings } = usePage();
  const products = useKnownProducts();
  const describeEntry: DescribeEntry = (place, value) =>
    catalog !== null && place === 'rules' && isRule(value)
      ? describeRule(value, { texts, formats, catalog, nameOfProduct: (pattern) => nameOfPattern(pattern, products) })
      : null;
  const list = usePages(api.readAudit);
  useEffect(() => void list.read(null), [settings.version]);
  return (
    <PageSection name="audit">
      <PagedList
        list={list}
        label={texts.audit.title}
        none={texts.audit.none}
        rowsOf={({ entries }) =>
          entries.map((entry) => <AuditRow key={entry.id} entry={entry} describeEntry={describeEntry} />)
        }
      />
    </PageSection>
  );
}

function AuditRow({ entry, describeEntry }: { entry: AuditEntryView; describeEntry: DescribeEntry }): JSX.Element {
  const { texts, formats, now, leadPath } = usePage();
  const words = texts.audit;
  // Every action has a text; one recorded by another version is shown by its name.
  const actions: Readonly<Record<AuditAction, string>> & Readonly<Record<string, string>> = words.actions;
  const { at, by, action, lead } = entry;
  const values = changedValues(entry.before, entry.after, describeEntry);
  return (
    <li class="pvf-entry">
      <strong>{actions[action] ?? action}</strong>
      <p class="pvf-quiet" dir="auto">
        <time dateTime={at} title={formats.moment(at)}>
          {formats.clock(Date.parse(at), now)}
        </time>{' '}
        {by ?? words.operator}
        {lead !== null && (
          <>
            {' · '}
            <a href={leadPath(lead.id)}>{lead.name ?? `#${lead.id}`}</a>
          </>
        )}
      </p>
      {values.length > 0 && (
        <details>
          <summary>{words.beforeAfter}</summary>
          <ul class="pvf-lines">
            {values.map(({ place, before, after }) => (
              <li key={place}>
                {placeName(place, texts)}: {before} →{' '}
                {place.startsWith('fastspring.') ? secretText(words.secrets, after) : after}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function secretText(secrets: Readonly<Record<string, string>>, kind: string): string {
  return secrets[kind] ?? kind;
}
