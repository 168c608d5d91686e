import type { LeadTag } from './lead-tag.ts';
import type { Match, MatchDetails } from './match.ts';
import type { MatchInput } from './rank-input.ts';

type TagIgnored = NonNullable<MatchDetails['tagIgnored']>;

/** The tag that was not followed, and why; null if there was none, or if it names the chosen lead anyway. */
export function ignoredTagOf(input: MatchInput, match: Match | null) {
  const { tag } = input;
  if (tag === null || (match?.leadId === tag.leadId && tag.kind !== 'forged')) return null;
  return { tagLead: tag.leadId, tagIgnored: whyIgnored(tag, input), tagValue: tag.value };
}

function whyIgnored({ kind, leadId }: LeadTag, { leads, removedLeadIds }: MatchInput): TagIgnored {
  if (kind === 'forged') return 'forged';
  if (removedLeadIds.includes(leadId)) return 'unlinked';
  if (kind === 'expired') return 'expired';
  if (kind === 'bare') return 'stranger';
  return leads.some(({ id, is_deleted }) => id === leadId && !is_deleted) ? 'hand' : 'gone';
}
