import type { Failure } from '../client/failure.ts';
import type { Texts } from '../ui/texts.ts';
import { withContact } from '../ui/with-contact.ts';

/** Why something failed, in the server's words if it has any, and who can help. */
export const failureText = ({ detail, kind }: Failure, { failure }: Texts): string =>
  withContact(detail ?? failure[kind].text, failure.help);
