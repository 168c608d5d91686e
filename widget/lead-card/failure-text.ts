import type { Failure } from '../client/failure.ts';
import type { Texts } from '../ui/texts.ts';
import { withContact } from '../ui/with-contact.ts';

/** Why something failed and what to do, in the reader's language, and who can help. */
export const failureText = ({ code, kind }: Failure, { failure }: Texts): string =>
  withContact(failure.codes[code] ?? failure[kind].text, failure.help);
