import type { JSX } from 'preact';
import type { ImportView } from '../../../server/api/imports/import-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { daysOf } from './current-import.tsx';

export function EarlierImports({ imports }: { imports: readonly ImportView[] }): JSX.Element | null {
  const page = usePage();
  const { texts, formats } = page;
  const words = texts.history;
  if (imports.length === 0) return null;
  return (
    <details>
      <summary>{formats.plural(words.earlier, imports.length)}</summary>
      <ul class="pvf-lines">
        {imports.map((each) => (
          <li key={each.id}>
            {fill(each.createdBy === null ? words.earlierOne : words.earlierBy, {
              days: daysOf(page, each),
              state: words.states[each.state],
              time: formats.moment(each.createdAt),
              user: each.createdBy ?? '',
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}
