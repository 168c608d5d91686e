import type { Kommo } from '../../kommo/kommo.ts';
import { identifyCaller } from '../../kommo/people/callers.ts';
import { type WidgetTokenRefusal, widgetTokenRefusals } from '../../kommo/people/widget-token.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { Authenticate } from './widget-user.ts';

/** The people of the widget, as Kommo vouches for them and as the account's list of users has them. */
export function createAuthentication(kommo: Pick<Kommo, 'verifyWidgetToken' | 'memory'>): Authenticate {
  return async (request) => {
    const header = request.headers['x-auth-token'];
    const caller = await kommo.verifyWidgetToken(Array.isArray(header) ? header[0] : header);
    if (typeof caller === 'string') {
      const { code, detail } = refusals[caller];
      throw new Problem(401, 'Not signed in', detail, { code, reason: caller });
    }
    const { accountId, userId, accountLanguage } = caller;
    const user = await identifyCaller(caller, kommo.memory.rights);
    if (user !== null) return { accountId, userId, accountLanguage, ...user };
    throw new Problem(
      403,
      'Not a user of this account',
      'Kommo does not list this user among the active ones of the account. Ask an administrator of the account.',
      { code: 'unknown_user' },
    );
  };
}

/** Those that a new page mends have one code; what an administrator or an engineer has to mend has its own. */
const refusals: Readonly<Record<WidgetTokenRefusal, { readonly code: string; readonly detail: string }>> = {
  missing: reload('missing'),
  unreadable: reload('unreadable'),
  wrong_issuer: reload('wrong_issuer'),
  expired: reload('expired'),
  too_long_lived: reload('too_long_lived'),
  not_configured: { code: 'kommo_keys_missing', detail: widgetTokenRefusals.not_configured },
  wrong_signature: { code: 'kommo_secret_wrong', detail: widgetTokenRefusals.wrong_signature },
  wrong_audience: { code: 'public_url_wrong', detail: widgetTokenRefusals.wrong_audience },
  wrong_integration: { code: 'kommo_client_id_wrong', detail: widgetTokenRefusals.wrong_integration },
  not_yet_valid: { code: 'server_clock_wrong', detail: widgetTokenRefusals.not_yet_valid },
  unknown_account: { code: 'account_unknown', detail: widgetTokenRefusals.unknown_account },
  uninstalled: { code: 'widget_uninstalled', detail: widgetTokenRefusals.uninstalled },
  renamed: { code: 'account_renamed', detail: widgetTokenRefusals.renamed },
};

function reload(refusal: WidgetTokenRefusal) {
  return { code: 'unauthorized', detail: widgetTokenRefusals[refusal] };
}
