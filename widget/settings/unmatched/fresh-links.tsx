import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Refusal } from '../../client/answer.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

export interface FreshLink {
  readonly customerId: string;
  readonly customerName: string;
  readonly leadId: number;
  readonly leadName: string;
}

/** The recent links, each with an undo button. */
export function FreshLinks(props: {
  links: readonly FreshLink[];
  onUnlinked: (link: FreshLink) => Promise<void>;
}): JSX.Element {
  const { texts, api, leadPath } = usePage();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const unlink = async (link: FreshLink): Promise<void> => {
    const answer = await api.unlink(link.leadId, link.customerId);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) await props.onUnlinked(link);
  };
  return (
    <div role="status">
      {props.links.map((link) => (
        <p key={link.customerId} class="pvf-good">
          {fill(texts.unmatched.linked, { customer: link.customerName })}{' '}
          <a href={leadPath(link.leadId)}>{link.leadName}</a>{' '}
          <button type="button" class="pvf-link" onClick={() => void unlink(link)}>
            {texts.unmatched.unlink}
          </button>
        </p>
      ))}
      {refusal && <p class="pvf-problem">{refusalText(texts, refusal)}</p>}
    </div>
  );
}
