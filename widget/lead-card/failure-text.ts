import type { Failure } from '../client/failure.ts';
import type { Texts } from '../ui/texts.ts';
import { withContact } from '../ui/with-contact.ts';

/** Why something failed and what to do, in the reader's language, and who can help. */
export function failureText({ code, kind }: Failure, { failure }: Texts): string {
  const codes: Readonly<Record<string, string>> = failure.codes;
  return withContact(codes[code] ?? failure[kind].text, failure.help);
}
