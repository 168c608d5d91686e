import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { KommoState } from '../state.ts';
import { type Grant, GrantRefused } from './grants.ts';

const tokenRequestSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    client_id: z.string(),
    client_secret: z.string(),
    code: z.string(),
    redirect_uri: z.string(),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    client_id: z.string(),
    client_secret: z.string(),
    refresh_token: z.string(),
    redirect_uri: z.string(),
  }),
]);

/** The token endpoint, JSON only, and the look-up of an account's new address. */
export function tokenRoutes(app: FastifyInstance, state: KommoState): void {
  app.post('/:subdomain/oauth2/access_token', async (request, reply) => {
    try {
      const grant = answerTokenRequest(state, request);
      return reply.send({
        token_type: 'Bearer',
        expires_in: Math.round((grant.accessExpiresAt - state.clock.now()) / 1000),
        server_time: state.clock.seconds(),
        access_token: grant.accessToken,
        refresh_token: grant.refreshToken,
      });
    } catch (error) {
      if (error instanceof GrantRefused) return sendRefusal(reply, error);
      throw error;
    }
  });

  // Kommo answers this on the token's `api_domain`; here every address of the account does, including a former one.
  app.get('/:subdomain/oauth2/account/current/subdomain', async (request, reply) => {
    const refreshToken = request.headers['x-refresh-token'];
    const grant = typeof refreshToken === 'string' ? state.grants.findByRefreshToken(refreshToken) : null;
    if (!grant) return sendRefusal(reply, new GrantRefused(401, 'Token has been revoked'));
    const { id, subdomain } = grant.account;
    return { id, subdomain, domain: `${subdomain}.kommo.com`, top_level_domain: 'com' };
  });
}

function answerTokenRequest(state: KommoState, request: FastifyRequest): Grant {
  const { subdomain } = z.object({ subdomain: z.string() }).parse(request.params);
  const account = state.findAccount(subdomain);
  if (!account) throw new GrantRefused(401, 'Account not found');
  const parsed = tokenRequestSchema.safeParse(request.body);
  if (!parsed.success) {
    const parameter = String(parsed.error.issues[0]?.path[0] ?? 'grant_type');
    throw new GrantRefused(400, `Check the \`${parameter}\` parameter`);
  }
  const body = parsed.data;
  const integration = state.integrations.get(body.client_id);
  if (!integration) throw new GrantRefused(400, 'Check the `client_id` parameter');
  if (integration.clientSecret !== body.client_secret) throw new GrantRefused(401, 'Client authentication failed');
  if (integration.redirectUri !== body.redirect_uri) throw new GrantRefused(400, 'Check the `redirect_uri` parameter');
  if (body.grant_type === 'authorization_code') return state.grants.exchangeCode(body.code, account, integration);
  return state.grants.refresh(body.refresh_token, account, integration);
}

function sendRefusal(reply: FastifyReply, refusal: GrantRefused): FastifyReply {
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .send({
      hint: refusal.message,
      title: refusal.status === 401 ? 'Unauthorized' : 'Bad Request',
      type: 'https://developers.kommo.com/v3/errors/OAuthProblemJson',
      status: refusal.status,
      detail: refusal.message,
    });
}
