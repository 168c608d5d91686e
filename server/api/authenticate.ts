import { Problem } from '../http/problem.ts';
import { KommoError } from '../kommo/errors.ts';
import type { Kommo } from '../kommo/kommo.ts';
import { widgetTokenRefusals } from '../kommo/widget-token.ts';
import { kommoProblem } from './kommo-problem.ts';
import type { Authenticate, RequireAdministrator } from './widget-user.ts';

/** The people of the widget, as Kommo vouches for them. */
export function createAuthentication(kommo: Pick<Kommo, 'verifyWidgetToken' | 'isAdministrator'>): {
  readonly authenticate: Authenticate;
  readonly requireAdministrator: RequireAdministrator;
} {
  return {
    authenticate: async (request) => {
      const header = request.headers['x-auth-token'];
      const result = await kommo.verifyWidgetToken(Array.isArray(header) ? header[0] : header);
      if (result.kind === 'caller') return result.caller;
      throw new Problem(401, 'Not signed in', widgetTokenRefusals[result.refusal], { reason: result.refusal });
    },
    requireAdministrator: async (user) => {
      if (await isAllowed(user)) return;
      throw new Problem(403, 'Not allowed', 'Only administrators of this Kommo account may do this. Ask one of them.');
    },
  };

  async function isAllowed(user: Parameters<RequireAdministrator>[0]): Promise<boolean> {
    try {
      return await kommo.isAdministrator(user);
    } catch (error) {
      throw error instanceof KommoError ? kommoProblem(error) : error;
    }
  }
}
