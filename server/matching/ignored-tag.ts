import type { Match, MatchDetails } from './match.ts';
import type { MatchInput } from './rank-input.ts';

export interface IgnoredTag {
  readonly tagLead: number;
  readonly tagIgnored: NonNullable<MatchDetails['tagIgnored']>;
  readonly tagValue: string;
}

/** Why the tag was not followed; null if there was none, or if it names the chosen lead anyway. */
export function ignoredTagOf({ tag, leads, removedLeadIds }: MatchInput, match: Match | null): IgnoredTag | null {
  if (tag === null || (match?.leadId === tag.leadId && tag.kind !== 'forged')) return null;
  const ignored = (tagIgnored: IgnoredTag['tagIgnored']): IgnoredTag => ({
    tagLead: tag.leadId,
    tagIgnored,
    tagValue: tag.value,
  });
  if (tag.kind === 'forged') return ignored('forged');
  if (removedLeadIds.includes(tag.leadId)) return ignored('unlinked');
  if (tag.kind === 'expired') return ignored('expired');
  if (tag.kind === 'bare') return ignored('stranger');
  return ignored(leads.some(({ id, is_deleted }) => id === tag.leadId && !is_deleted) ? 'hand' : 'gone');
}
