import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AuditEntryView } from '../../../server/api/audit/audit-view.ts';
import type { AuditAction } from '../../../server/audit/actions.ts';
import type { Refusal } from '../api/answers.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { PageSection } from '../section/page-section.tsx';
import { changedValues } from './describe-change.ts';

/** Who changed what, newest first. */
export function AuditSection(): JSX.Element {
  const { texts, api, settings } = usePage();
  const words = texts.audit;
  const [entries, setEntries] = useState<readonly AuditEntryView[] | null>(null);
  const [nextCursor, setNextCursor] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const read = async (cursor: string | null): Promise<void> => {
    const answer = await api.readAudit(cursor);
    setRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return;
    setEntries([...(cursor === null ? [] : (entries ?? [])), ...answer.body.entries]);
    setNextCursor(answer.body.nextCursor);
  };
  useEffect(() => void read(null), [settings.version]);
  return (
    <PageSection name="audit">
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
      {entries === null && refusal === null && <p class="pvf-quiet">{texts.loading}</p>}
      {entries?.length === 0 && <p class="pvf-none pvf-quiet">{words.none}</p>}
      {entries !== null && entries.length > 0 && (
        <ul class="pvf-entries" aria-label={words.title}>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {nextCursor !== null && (
        <button type="button" class="pvf-button" onClick={() => void read(nextCursor)}>
          {texts.list.more}
        </button>
      )}
    </PageSection>
  );
}

function AuditRow({ entry }: { entry: AuditEntryView }): JSX.Element {
  const { texts, formats, now, leadPath } = usePage();
  const words = texts.audit;
  // Each action has its words; one that another version has kept shows by its name.
  const actions: Readonly<Record<AuditAction, string>> & Readonly<Record<string, string>> = words.actions;
  const { at, by, action, lead } = entry;
  const values = changedValues(entry.before, entry.after);
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
                {place}: {before} → {place.startsWith('fastspring.') ? secretText(words.secrets, after) : after}
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
