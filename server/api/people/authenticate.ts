import type { FastifyRequest } from 'fastify';
import type { Kommo } from '../../kommo/kommo.ts';
import { identifyCaller } from '../../kommo/people/callers.ts';
import { type WidgetTokenRefusal, widgetTokenRefusals } from '../../kommo/people/widget-token.ts';
import { Problem } from '../../platform/http/problem.ts';
import { languageOf } from '../../texts/language.ts';
import { readerLanguage } from './reader-language.ts';
import type { Authenticate } from './widget-user.ts';

/** The people of the widget, as Kommo vouches for them and as the account's list of users has them. */
export function createAuthentication(kommo: Pick<Kommo, 'verifyWidgetToken' | 'memory'>): Authenticate {
  return async (request) => {
    const header = request.headers['x-auth-token'];
    const caller = await kommo.verifyWidgetToken(Array.isArray(header) ? header[0] : header);
    if (typeof caller === 'string') {
      throw new Problem(401, 'Not signed in', refusalText(caller, request), { reason: caller });
    }
    const { accountId, userId, accountLanguage } = caller;
    const user = await identifyCaller(caller, kommo.memory.rights);
    if (user !== null) return { accountId, userId, accountLanguage, ...user };
    const { texts } = languageOf(readerLanguage(request, accountLanguage));
    throw new Problem(403, 'Not a user of this account', texts.access.unknownUser, { code: 'unknown_user' });
  };
}

/** In the reader's language where a salesperson may see it; what an engineer has to mend is said in English. */
function refusalText(refusal: WidgetTokenRefusal, request: FastifyRequest): string {
  const { access } = languageOf(request.headers['accept-language'] ?? 'en').texts;
  if (refusal === 'unknown_account') return access.notConnected;
  if (refusal === 'uninstalled') return access.uninstalled;
  if (refusal === 'renamed') return access.renamed;
  return widgetTokenRefusals[refusal];
}
