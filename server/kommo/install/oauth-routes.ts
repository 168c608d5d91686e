import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { type Page, sendPage } from '../../platform/http/page.ts';
import type { Queues } from '../../platform/jobs/queues.ts';
import type { Language } from '../../texts/language.ts';
import { accountOrigin, readSubdomain } from '../requests/origin.ts';
import { originOf } from './install-queue.ts';
import { type Installs, installQueueNames } from './installs.ts';
import { connectedPage, type OauthPage, oauthPage } from './oauth-pages.ts';
import type { OauthStates, StateVerdict } from './oauth-state.ts';

export interface OauthDependencies {
  /** without `clientId`, OAuth is not configured */
  readonly config: Pick<Config['kommo'], 'clientId' | 'oauthUrl' | 'originTemplate'>;
  /** of this service, for the links of its pages */
  readonly publicUrl: string;
  /** the reader's, by `Accept-Language` */
  readonly languageOfRequest: (header: string | undefined) => Language;
  readonly states: OauthStates;
  readonly installs: Pick<Installs, 'accept' | 'outcomeOf'>;
  readonly send: Queues['send'];
  /** ms until a callback is answered, whether or not Kommo has answered */
  readonly answerMs: number;
}

/** Both `referer` and `referrer` are in Kommo's documentation: https://developers.kommo.com/docs/oauth-20 */
const callbackSchema = z.object({
  code: z.string().min(1).optional().catch(undefined),
  referer: z.string().optional().catch(undefined),
  referrer: z.string().optional().catch(undefined),
  state: z.string().min(1).optional().catch(undefined),
  client_id: z.string().optional().catch(undefined),
  from_widget: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});
type Callback = z.infer<typeof callbackSchema>;

/** Connecting a Kommo account: the redirect to Kommo's consent page, and the callback from it. */
export async function oauthRoutes(app: FastifyInstance, dependencies: OauthDependencies): Promise<void> {
  const { config, publicUrl, languageOfRequest, states, installs, send, answerMs } = dependencies;
  const { clientId, oauthUrl, originTemplate } = config;

  const languageFor = ({ headers }: FastifyRequest) => languageOfRequest(headers['accept-language']);

  app.get('/oauth/install', async (request, reply) => {
    if (clientId === undefined) return sendPage(reply, oauthPage('notConfigured', languageFor(request), publicUrl));
    return reply.header('cache-control', 'no-store').redirect(consentAddress(clientId, states.issue()));
  });

  function consentAddress(client: string, state: string): string {
    const address = new URL(oauthUrl);
    address.searchParams.set('client_id', client);
    address.searchParams.set('state', state);
    // In this mode Kommo redirects back in the person's own window.
    address.searchParams.set('mode', 'post_message');
    return address.href;
  }

  // Fastify's request log line would contain the code.
  app.get('/oauth/callback', { logLevel: 'warn' }, async (request, reply) => {
    const language = languageFor(request);
    const toPage = (answer: OauthPage | Page) =>
      typeof answer === 'string' ? oauthPage(answer, language, publicUrl) : answer;
    const answered = answerCallback(request, language).catch((error: unknown): OauthPage => {
      request.log.error({ err: error }, 'an installation could not be taken in');
      return 'troubleHere';
    });
    const late = wait(answerMs, 'stillWorking' as const, { ref: false });
    return sendPage(reply, toPage(await Promise.race([answered, late])));
  });

  async function answerCallback(request: FastifyRequest, language: Language): Promise<OauthPage | Page> {
    const callback = callbackSchema.parse(request.query);
    if (clientId === undefined) return 'notConfigured';
    if (callback.client_id !== undefined && callback.client_id !== clientId) return 'otherIntegration';
    if (callback.error !== undefined) return callback.error === 'access_denied' ? 'declined' : 'refusedByKommo';
    if (callback.code === undefined) return 'incomplete';
    const subdomain = readSubdomain(originTemplate, callback.referer ?? callback.referrer ?? '');
    if (subdomain === null) return 'notKommo';
    const begun = readBeginning(callback);
    if (begun.kind !== 'good') return begun.kind;
    const accepted = await installs.accept({ subdomain, code: callback.code, stateNonce: begun.nonce });
    if (typeof accepted === 'string') return accepted;
    await send(installQueueNames[originOf(begun.nonce)], accepted.id);
    const outcome = await installs.outcomeOf(accepted.id, AbortSignal.timeout(answerMs));
    if (outcome.kind === 'waiting') return 'stillWorking';
    if (outcome.kind === 'failed') return oauthPage('failed', language, publicUrl, outcome.reason);
    const account = { name: outcome.accountName, origin: accountOrigin(originTemplate, subdomain) };
    return connectedPage(account, language, publicUrl);
  }

  /** Kommo's server delivers codes without a `state`; anybody else must come from an installation that began here. */
  function readBeginning({ state, from_widget }: Callback): StateVerdict | { kind: 'good'; nonce: null } {
    if (state !== undefined) return states.read(state);
    return from_widget === undefined ? { kind: 'forged' } : { kind: 'good', nonce: null };
  }
}
