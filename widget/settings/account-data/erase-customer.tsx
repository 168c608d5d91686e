import type { JSX } from 'preact';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

/** Asks before the customer is erased for good, with the name and the data that will be gone. */
export function EraseCustomer(props: {
  id: string;
  name: string;
  email: string | null;
  onErased: () => Promise<void>;
}): JSX.Element {
  const { texts, api } = usePage();
  const words = texts.data.erase;
  const { id, name, email, onErased } = props;
  const customer = email === null || email === name ? name : `${name} (${email})`;

  const erase = async (): Promise<string | null> => {
    const answer = await api.eraseCustomer(id);
    if (!answer.ok) return refusalText(texts, answer.refusal);
    await onErased();
    return null;
  };
  return (
    <ConfirmedButton
      label={fill(words.button, { customer: name })}
      question={fill(words.question, { customer })}
      yes={words.yes}
      no={texts.cancel}
      act={erase}
    />
  );
}
