import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { escapeHtml } from '../../http/escape-html.ts';
import { installingUser } from '../records/account.ts';
import type { KommoState } from '../state.ts';
import type { Integration } from './integration.ts';

const consentQuery = z.object({ client_id: z.string(), state: z.string().optional(), mode: z.string().optional() });

const decisionQuery = consentQuery.extend({ subdomain: z.string(), decision: z.enum(['allow', 'deny']) });

/** The page on which a person allows an integration to use an account. */
export function consentRoutes(app: FastifyInstance, state: KommoState): void {
  app.get('/www/oauth', async (request, reply) => {
    const query = consentQuery.safeParse(request.query);
    const integration = query.success ? state.integrations.get(query.data.client_id) : undefined;
    if (!query.success || !integration) return reply.code(404).type('text/html').send('<h1>Integration not found</h1>');
    return reply.type('text/html; charset=utf-8').send(consentPage(integration, query.data.state, state));
  });

  app.get('/www/oauth/decision', async (request, reply) => {
    const query = decisionQuery.parse(request.query);
    const integration = state.integrations.get(query.client_id);
    const account = state.findAccount(query.subdomain);
    if (!integration || !account) return reply.code(404).type('text/html').send('<h1>Not found</h1>');
    const address = new URL(integration.redirectUri);
    if (query.decision === 'deny') {
      address.searchParams.set('error', 'access_denied');
    } else {
      address.searchParams.set('code', state.grants.createCode(account, installingUser(account).id, integration));
      address.searchParams.set('referer', `${account.subdomain}.kommo.com`);
      address.searchParams.set('platform', '1');
    }
    address.searchParams.set('client_id', integration.clientId);
    if (query.state !== undefined) address.searchParams.set('state', query.state);
    return reply.redirect(address.href);
  });
}

function consentPage(integration: Integration, state: string | undefined, { accounts }: KommoState): string {
  const options = accounts.map(
    (account) => `<option value="${escapeHtml(account.subdomain)}">${escapeHtml(account.name)}</option>`,
  );
  const stateInput = state === undefined ? '' : `<input type="hidden" name="state" value="${escapeHtml(state)}">`;
  return `<!doctype html>
<html lang="en">
<title>Allow access</title>
<style>body { font: 15px/1.5 Arial, sans-serif; max-width: 26em; margin: 4em auto } button { margin-right: 1em }</style>
<h1>${escapeHtml(integration.name)}</h1>
<p>wants to work with the data of this account:</p>
<form action="/oauth/decision">
  <input type="hidden" name="client_id" value="${escapeHtml(integration.clientId)}">${stateInput}
  <p><select name="subdomain" aria-label="Account">${options.join('')}</select></p>
  <button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
</form>
</html>`;
}
