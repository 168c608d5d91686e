import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { failureText } from '../lead-card/failure-text.ts';
import { usePanel } from '../lead-card/panel-context.ts';
import { Suggestion } from '../lead-card/suggestions.tsx';
import { takeFocus } from '../ui/take-focus.ts';
import { useUniqueId } from '../ui/unique-id.ts';
import type { Found } from './find-api.ts';

const SHORTEST_SEARCH = 3;
const LONGEST_SEARCH = 100;

/** Searches for customers by any detail that the reader knows; each result can be linked to the lead. */
export function FindForm(props: { find: (words: string) => Promise<Found>; onClose: () => void }): JSX.Element {
  const { texts } = usePanel();
  const words = texts.find;
  const id = useUniqueId();
  const [found, setFound] = useState<Found | null>(null);

  const search = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setFound(await props.find(String(new FormData(event.currentTarget).get('words'))));
  };
  return (
    <form class="pvf-form" onSubmit={search}>
      <div class="pvf-field">
        <label for={id}>{words.label}</label>
        <input
          id={id}
          name="words"
          type="search"
          required
          minLength={SHORTEST_SEARCH}
          maxLength={LONGEST_SEARCH}
          ref={takeFocus}
        />
      </div>
      <p class="pvf-actions">
        <button type="submit" class="pvf-button">
          {words.search}
        </button>
        <button type="button" class="pvf-link" onClick={props.onClose}>
          {texts.suggestions.cancel}
        </button>
      </p>
      <div role="status">{found && <Results found={found} />}</div>
    </form>
  );
}

function Results({ found }: { found: Found }): JSX.Element {
  const { texts } = usePanel();
  if ('failure' in found) return <p>{failureText(found.failure, texts)}</p>;
  if (found.customers.length === 0) return <p>{texts.find.nobody}</p>;
  return (
    <ul class="pvf-list">
      {found.customers.map((customer) => (
        <Suggestion key={customer.id} customer={customer} mayLink />
      ))}
    </ul>
  );
}
