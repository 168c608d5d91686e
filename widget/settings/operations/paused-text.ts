import type { PauseView } from '../../../server/api/pause/pause-view.ts';
import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';

export function pausedText(texts: PageTexts, formats: PageFormats, { by, since, reason }: PauseView): string {
  return fill(texts.operations.pause.paused, {
    user: by ?? texts.audit.operator,
    time: formats.moment(since),
    reason,
  });
}
