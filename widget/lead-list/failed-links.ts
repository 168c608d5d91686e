import type { ManyLinksEntry } from '../../server/api/payment-links/many-links-view.ts';
import type { Refusal } from '../client/answer.ts';

/** A retry would fail in the same way. */
const ofTheLead = new Set(['lead_hidden', 'lead_unknown', 'no_email', 'link_invalid', 'link_taken']);

export function leadsToTryAgain(entries: readonly ManyLinksEntry[]): readonly number[] {
  return entries.filter((entry) => 'problem' in entry && !ofTheLead.has(entry.problem)).map(({ leadId }) => leadId);
}

/**
 * Why no lead at all got a link, if the reason is the same for every one: the form shows it, and its values can be
 * changed.
 */
export function commonRefusal(entries: readonly ManyLinksEntry[]): Refusal | null {
  const [first] = entries;
  if (first === undefined || !('problem' in first) || first.problem === 'not_yet') return null;
  const { problem: code, reason } = first;
  if (ofTheLead.has(code)) return null;
  const isSame = entries.every((entry) => 'problem' in entry && entry.problem === code && entry.reason === reason);
  return isSame ? { code, reason, fields: [], problems: [] } : null;
}
