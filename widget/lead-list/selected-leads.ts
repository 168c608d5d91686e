import { isRecord } from '../client/json.ts';

/** The ids in `{selected: [{id, type: 'lead'}]}`: https://developers.kommo.com/docs/lists-sdk */
export function selectedLeads(answer: unknown): readonly number[] {
  const selected = isRecord(answer) && Array.isArray(answer.selected) ? answer.selected : [];
  const ids = selected.flatMap((row: unknown) => {
    if (!isRecord(row) || (row.type !== undefined && row.type !== 'lead')) return [];
    const id = Number(row.id);
    return Number.isSafeInteger(id) && id > 0 ? [id] : [];
  });
  return [...new Set(ids)];
}
