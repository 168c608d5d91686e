import type { JSX } from 'preact';
import type { VisibleLead } from '../../server/api/lead-list/payments-summary-view.ts';
import type { ManyLinksEntry } from '../../server/api/payment-links/many-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { refusalText } from '../payment-link/refusal-text.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { leadsToTryAgain } from './failed-links.ts';
import type { ListContext } from './list-context.ts';

interface MadeLinksProps {
  readonly leads: readonly VisibleLead[];
  readonly entries: ReadonlyMap<number, ManyLinksEntry>;
  readonly context: ListContext;
  readonly isMaking: boolean;
  readonly refusal: Refusal | null;
  readonly onRest: (leadIds: readonly number[]) => void;
}

/** The link of each lead, to be copied, or why it has none. */
export function MadeLinks({ leads, entries, context, isMaking, refusal, onRest }: MadeLinksProps): JSX.Element {
  const { texts, formats } = context;
  const { words } = texts;
  const rows = leads.flatMap((lead) => {
    const entry = entries.get(lead.leadId);
    return entry ? [{ name: lead.name ?? `#${lead.leadId}`, entry }] : [];
  });
  const made = rows.flatMap(({ name, entry }) => ('url' in entry ? [[name, entry.email, entry.url].join('\t')] : []));
  const rest = leadsToTryAgain(rows.map(({ entry }) => entry));
  return (
    <div class="pvf-form" role="status">
      <strong>{formats.plural(words.made, made.length)}</strong>
      <ul class="pvf-list">
        {rows.map(({ name, entry }) => (
          <li key={entry.leadId}>
            <span dir="auto">{name}</span>
            {'url' in entry ? <Made entry={entry} context={context} /> : <p>{problemText(entry, context)}</p>}
          </li>
        ))}
      </ul>
      {made.length > 0 && <CopyButton content={made.join('\n')} label={words.copyAll} copied={words.copied} />}
      {refusal !== null && <p role="alert">{refusalText(refusal, texts.link)}</p>}
      {rest.length > 0 && (
        <button type="button" class="pvf-button" disabled={isMaking} onClick={() => onRest(rest)}>
          {isMaking ? words.making : formats.plural(words.rest, rest.length)}
        </button>
      )}
    </div>
  );
}

function Made({
  entry,
  context,
}: {
  entry: Extract<ManyLinksEntry, { url: string }>;
  context: ListContext;
}): JSX.Element {
  const { words } = context.texts;
  return (
    <>
      {' · '}
      <bdi>{entry.email}</bdi>
      <p class="pvf-address" dir="ltr">
        <a href={entry.url} target="_blank" rel="noreferrer">
          {entry.url}
        </a>
      </p>
      <CopyButton content={entry.url} label={words.copy} copied={words.copied} />
    </>
  );
}

function problemText(
  { problem, reason }: Extract<ManyLinksEntry, { problem: string }>,
  { texts: { words, link } }: ListContext,
): string {
  const known = Object.entries(words.problems).find(([name]) => name === problem)?.[1];
  return known ?? refusalText({ code: problem, reason }, link);
}
