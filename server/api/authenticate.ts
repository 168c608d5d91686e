import type { PrismaClient } from '../database/generated/client.ts';
import { Problem } from '../http/problem.ts';
import { identifyCaller } from '../kommo/callers.ts';
import type { Kommo } from '../kommo/kommo.ts';
import { widgetTokenRefusals } from '../kommo/widget-token.ts';
import { languageOf } from '../rules/texts/language.ts';
import { askKommo } from './kommo-problem.ts';
import { readerLanguage } from './reader-language.ts';
import type { Authenticate } from './widget-user.ts';

/** The people of the widget, as Kommo vouches for them and as the account's list of users has them. */
export function createAuthentication(
  kommo: Pick<Kommo, 'verifyWidgetToken' | 'memory'>,
  prisma: PrismaClient,
): Authenticate {
  return async (request) => {
    const header = request.headers['x-auth-token'];
    const result = await kommo.verifyWidgetToken(Array.isArray(header) ? header[0] : header);
    if (result.kind === 'refused') {
      throw new Problem(401, 'Not signed in', widgetTokenRefusals[result.refusal], { reason: result.refusal });
    }
    const { accountId, userId } = result.caller;
    const known = await askKommo(() => identifyCaller(result.caller, kommo.memory.rights));
    if (known !== null) return { accountId, userId, ...known };
    const { texts } = languageOf(await readerLanguage(request, prisma, accountId));
    throw new Problem(403, 'Not a user of this account', texts.access.unknownUser, { code: 'unknown_user' });
  };
}
