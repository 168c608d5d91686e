import type { ManyLinksEntry } from '../../server/api/payment-links/many-links-view.ts';
import type { Refusal } from '../client/answer.ts';

/** Another attempt ends in the same way. */
const ofTheLead = new Set(['lead_hidden', 'lead_unknown', 'no_email', 'link_invalid', 'link_taken']);

/** The leads for which another request may make the link. */
export function leadsToTryAgain(entries: readonly ManyLinksEntry[]): readonly number[] {
  return entries.filter((entry) => 'problem' in entry && !ofTheLead.has(entry.problem)).map(({ leadId }) => leadId);
}

/** Why no lead at all got a link, where it is the same for every one: the form says it, and its choice can be changed. */
export function commonRefusal(entries: readonly ManyLinksEntry[]): Refusal | null {
  const [first] = entries;
  if (first === undefined || !('problem' in first) || first.problem === 'not_yet') return null;
  const { problem: code, reason } = first;
  if (ofTheLead.has(code)) return null;
  const isSame = entries.every((entry) => 'problem' in entry && entry.problem === code && entry.reason === reason);
  return isSame ? { code, detail: reason, fields: [], problems: [] } : null;
}
