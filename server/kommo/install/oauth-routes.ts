import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { type Page, sendPage } from '../../platform/http/page.ts';
import { readSubdomain } from '../requests/origin.ts';
import type { InstallOutcome } from './install-outcomes.ts';
import { originOf } from './install-queue.ts';
import type { Installs } from './installs.ts';
import type { OauthStates, StateVerdict } from './oauth-state.ts';

export interface OauthDependencies {
  /** without `clientId`, OAuth is not configured */
  readonly config: Pick<Config['kommo'], 'clientId' | 'oauthUrl' | 'originTemplate'>;
  readonly states: OauthStates;
  readonly installs: Installs;
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
  const { config, states, installs, answerMs } = dependencies;
  const { clientId, oauthUrl, originTemplate } = config;

  app.get('/oauth/install', async (_request, reply) => {
    if (clientId === undefined) return sendPage(reply, pages.notConfigured);
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
    const answered = answerCallback(request).catch((error: unknown) => {
      request.log.error({ err: error }, 'an installation could not be taken in');
      return pages.troubleHere;
    });
    return sendPage(reply, await Promise.race([answered, wait(answerMs, pages.stillWorking, { ref: false })]));
  });

  async function answerCallback(request: FastifyRequest): Promise<Page> {
    const callback = callbackSchema.parse(request.query);
    if (clientId === undefined) return pages.notConfigured;
    if (callback.client_id !== undefined && callback.client_id !== clientId) return pages.otherIntegration;
    if (callback.error !== undefined) return callback.error === 'access_denied' ? pages.declined : pages.refusedByKommo;
    if (callback.code === undefined) return pages.incomplete;
    const subdomain = readSubdomain(originTemplate, callback.referer ?? callback.referrer ?? '');
    if (subdomain === null) return pages.notKommo;
    const begun = readBeginning(callback);
    if (begun.kind !== 'good') return pages[begun.kind];
    const accepted = await installs.accept({ subdomain, code: callback.code, stateNonce: begun.nonce });
    return typeof accepted === 'string'
      ? pages[accepted]
      : toPage(await installs.complete(accepted.id, originOf(begun.nonce)));
  }

  /** Kommo's server delivers codes without a `state`; anybody else must come from an installation that began here. */
  function readBeginning({ state, from_widget }: Callback): StateVerdict | { kind: 'good'; nonce: null } {
    if (state !== undefined) return states.read(state);
    return from_widget === undefined ? { kind: 'forged' } : { kind: 'good', nonce: null };
  }
}

function toPage(outcome: InstallOutcome): Page {
  if (outcome.kind === 'waiting') return pages.stillWorking;
  if (outcome.kind === 'failed')
    return { ...pages.failed, paragraphs: [`${outcome.reason}.`, ...pages.failed.paragraphs] };
  const [text, ...more] = pages.connected.paragraphs;
  return { ...pages.connected, paragraphs: [`${outcome.accountName}: ${text}`, ...more] };
}

const beginAnew = 'Begin anew: open the widget’s page in Kommo, or the install link, and allow the access again.';

const pages = {
  connected: {
    status: 200,
    title: 'Connected',
    paragraphs: [
      'payments of FastSpring will appear in this account’s leads.',
      'You can close this page. In Kommo, open the widget’s settings to connect FastSpring.',
      'If the widget is uninstalled, its tokens and secrets are deleted at once and its other data after 30 days. Installed again before that, everything is there; only FastSpring’s secrets have to be saved again.',
    ],
  },
  stillWorking: {
    status: 200,
    title: 'Almost done',
    paragraphs: [
      'Kommo has not answered yet. The connection is being completed in the background; nothing is lost.',
      'You can close this page. Whether it worked shows in the widget’s settings in Kommo, in a minute or two.',
    ],
  },
  failed: { status: 400, title: 'Kommo did not connect the account', paragraphs: [beginAnew] },
  declined: {
    status: 200,
    title: 'Not connected',
    paragraphs: ['The access was declined in Kommo, so nothing was connected and nothing was changed.', beginAnew],
  },
  refusedByKommo: {
    status: 400,
    title: 'Not connected',
    paragraphs: ['Kommo reported an error instead of giving access.', beginAnew],
  },
  incomplete: {
    status: 400,
    title: 'This link is not complete',
    paragraphs: [
      'It has no authorization code. It has to be opened by Kommo, after the access was allowed.',
      beginAnew,
    ],
  },
  notKommo: {
    status: 400,
    title: 'This is not a Kommo account',
    paragraphs: ['The link does not name an account of Kommo’s, so nothing was sent anywhere.', beginAnew],
  },
  otherIntegration: {
    status: 400,
    title: 'This link belongs to another integration',
    paragraphs: [
      'Its integration ID is not the one that this server is set up with.',
      'Ask the person who runs this server to compare KOMMO_CLIENT_ID with the integration’s ID in Kommo.',
    ],
  },
  forged: {
    status: 400,
    title: 'This installation was not begun here',
    paragraphs: [
      'The link lacks the mark that this server gives to every installation, so it was not followed.',
      beginAnew,
    ],
  },
  expired: {
    status: 400,
    title: 'This took too long',
    paragraphs: ['The installation was begun more than ten minutes ago.', beginAnew],
  },
  used: {
    status: 400,
    title: 'This link was used already',
    paragraphs: ['If the account is connected, there is nothing left to do. If it is not:', beginAnew],
  },
  full: {
    status: 429,
    title: 'Too many installations at once',
    paragraphs: ['Others are being completed first, so this one was not begun. Wait a few minutes.', beginAnew],
  },
  notConfigured: {
    status: 503,
    title: 'Not set up yet',
    paragraphs: [
      'This server does not know its Kommo integration, so no account can be connected.',
      'Ask the person who runs it to set KOMMO_CLIENT_ID and KOMMO_CLIENT_SECRET to the integration’s ID and secret key, and to restart it.',
    ],
  },
  troubleHere: {
    status: 503,
    title: 'Something went wrong here',
    paragraphs: ['The connection could not be stored. Wait a minute.', beginAnew],
  },
} as const satisfies Record<string, Page>;
