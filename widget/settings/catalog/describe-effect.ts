import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { EffectContent, LeadFieldValue } from '../../../server/rules/planning/effect.ts';

import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { findStage, nameOf } from './names.ts';

interface Words {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
  readonly catalog: CatalogView;
}

export function describeEffect(content: EffectContent, { texts, formats, catalog }: Words): string {
  const { effects } = texts;
  switch (content.kind) {
    case 'note':
      return fill(effects.note, { text: content.text.split('\n')[0] ?? '' });
    case 'move': {
      const known = findStage(catalog, content);
      return fill(effects.move, { stage: known?.stage.name ?? `#${content.statusId}` });
    }
    case 'task':
      return fill(effects.task, { text: content.text, day: formats.moment(content.dueAt * 1000) });
    case 'complete_task':
      return fill(effects.taskDone, { text: content.result });
    case 'erase_text':
      return effects.textErased;
    case 'price':
      return fill(effects.price, { amount: formats.money(content.price, content.currency) });
    case 'tags':
      return fill(effects.tags, { tags: content.tags.join(', ') });
    case 'fields':
      return content.values.map((field) => describeField(field, { texts, formats, catalog })).join(', ');
    case 'ledger_fields': {
      const filled = content.values.filter(({ value }) => value !== null);
      if (filled.length === 0) return effects.ledgerFields;
      return filled.map((field) => describeField(field, { texts, formats, catalog })).join(', ');
    }
  }
}

function describeField({ fieldId, value }: LeadFieldValue, { formats, catalog }: Words): string {
  const type = catalog.leadFields.find(({ id }) => id === fieldId)?.type;
  return `${nameOf(catalog.leadFields, fieldId)}: ${typeof value === 'number' ? time(value, type) : value}`;

  /** Kommo's times are Unix seconds; those of a `date` are the beginning of a day in the account's time zone. */
  function time(seconds: number, type: string | undefined): string | number {
    if (type === 'date') return formats.dayIn(seconds * 1000, catalog.account.timeZone);
    return type === 'date_time' ? formats.moment(seconds * 1000) : seconds;
  }
}
