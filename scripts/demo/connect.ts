import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import type { Backend } from './backend.ts';

/** Asks the service as the panel of Kommo's administrator does. */
export type AskAsAdministrator = (path: string, request?: { method?: string; json?: unknown }) => Promise<unknown>;

/** The environment of a service between the two sandboxes, on an embedded database within `folder`. */
export function serviceEnvironment(
  kommo: KommoSandbox,
  fastspring: FastSpringSandbox,
  folder: string,
): Readonly<Record<string, string>> {
  const { clientId, clientSecret } = kommo.integration();
  return {
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: '',
    ENCRYPTION_KEY: '',
    KOMMO_CLIENT_ID: clientId,
    KOMMO_CLIENT_SECRET: clientSecret,
    KOMMO_ORIGIN_TEMPLATE: kommo.originTemplate,
    KOMMO_OAUTH_URL: kommo.oauthUrl,
    KOMMO_DOMAIN: '',
    KOMMO_ACCESS_TOKEN: '',
    FASTSPRING_API_URL: fastspring.url,
  };
}

/** Installs the integration in Kommo's account and waits until the service knows it. */
export async function connect(kommo: KommoSandbox, backend: Backend): Promise<AskAsAdministrator> {
  const send = administratorOf(kommo, backend);
  await install(kommo, backend);
  await untilInstalled(async () => (await send('/api/v1/status', 'GET')).status !== 401);
  return async (path, { method = 'GET', json } = {}) => {
    const answer = await send(path, method, json);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

function administratorOf(kommo: KommoSandbox, backend: Backend) {
  return (path: string, method: string, json?: unknown): Promise<Response> =>
    fetch(`${backend.url}${path}`, {
      method,
      headers: { 'x-auth-token': kommo.oneTimeToken({ audience: backend.url }), 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
}

/** Installs as an administrator does: opens the install page, allows, and returns with the code. */
async function install(kommo: KommoSandbox, backend: Backend): Promise<void> {
  const consent = await fetch(`${backend.url}/oauth/install`, { redirect: 'manual' });
  const state = new URL(consent.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const callback = new URL(`${backend.url}/oauth/callback`);
  callback.search = new URLSearchParams({
    code: kommo.authorizationCode(),
    state,
    referer: `${kommo.account().subdomain}.kommo.com`,
    client_id: kommo.integration().clientId,
  }).toString();
  const done = await fetch(callback);
  if (!done.ok) throw new Error(`The installation failed: ${done.status} ${await done.text()}`);
}

/** The service answers Kommo's code within 2 s, and a slow machine completes the installation only afterwards. */
async function untilInstalled(isInstalled: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 1_200; look += 1) {
    if (await isInstalled()) return;
    await wait(50);
  }
  throw new Error('The installation was not completed within a minute');
}
