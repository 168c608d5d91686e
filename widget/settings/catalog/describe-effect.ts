import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { EffectContent } from '../../../server/rules/effect.ts';

import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { findStage, nameOf } from './names.ts';

interface Words {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
  readonly catalog: CatalogView;
}

/** One thing that was done in Kommo, or would be. */
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
    case 'price':
      return fill(effects.price, { amount: formats.money(content.price, content.currency) });
    case 'tags':
      return fill(effects.tags, { tags: content.tags.join(', ') });
    case 'fields':
      return content.values.map(({ fieldId, value }) => `${nameOf(catalog.leadFields, fieldId)}: ${value}`).join(', ');
  }
}
