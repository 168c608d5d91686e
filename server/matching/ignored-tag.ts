import type { Match, MatchDetails } from './match.ts';
import type { MatchInput } from './rank-input.ts';

export interface IgnoredTag {
  readonly tagLead: number;
  readonly tagIgnored: NonNullable<MatchDetails['tagIgnored']>;
  readonly tagValue: string;
}

/** What is told of a tag that was not followed; null when there was none, or it names the chosen lead anyway. */
export function tellIgnoredTag({ tag, leads, removedLeadIds }: MatchInput, match: Match | null): IgnoredTag | null {
  if (tag === null || (match?.leadId === tag.leadId && tag.kind !== 'forged')) return null;
  const told = (tagIgnored: IgnoredTag['tagIgnored']): IgnoredTag => ({
    tagLead: tag.leadId,
    tagIgnored,
    tagValue: tag.value,
  });
  if (tag.kind === 'forged') return told('forged');
  if (removedLeadIds.includes(tag.leadId)) return told('unlinked');
  if (tag.kind === 'bare') return told('stranger');
  return told(leads.some(({ id, is_deleted }) => id === tag.leadId && !is_deleted) ? 'hand' : 'gone');
}
