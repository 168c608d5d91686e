import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';
import type { FastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { createDatabase } from '../faults/scene.ts';
import { createServiceProcess, type ServiceProcess } from '../faults/service-process.ts';

export const webhookSecret = 'bench-webhook-secret';
/** never called; Kommo's tokens name it as their audience */
const publicUrl = 'http://127.0.0.1:1';

/** The service between both sandboxes, for one account that the environment configures, on a database of its own. */
export interface BenchScene {
  readonly databaseUrl: string;
  /** not started yet */
  readonly services: readonly ServiceProcess[];
  /** the token that the widget sends */
  readonly oneTimeToken: () => string;
  /** asks as the widget does; returns the answer's JSON */
  readonly ask: (method: string, path: string, json?: object) => Promise<unknown>;
}

export async function setBenchScene(options: {
  readonly postgres: PostgresServer;
  readonly kommo: KommoSandbox;
  readonly fastspring?: FastSpringSandbox;
  readonly rateLimit: number;
  readonly processes: number;
}): Promise<BenchScene> {
  const { postgres, kommo, fastspring, rateLimit, processes } = options;
  const databaseUrl = await createDatabase(postgres);
  const environment = {
    PUBLIC_URL: publicUrl,
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: Buffer.alloc(32, 6).toString('base64'),
    KOMMO_CLIENT_ID: kommo.integration().clientId,
    KOMMO_CLIENT_SECRET: kommo.integration().clientSecret,
    KOMMO_ORIGIN_TEMPLATE: kommo.originTemplate,
    KOMMO_DOMAIN: kommo.account().subdomain,
    KOMMO_ACCESS_TOKEN: kommo.longLivedToken(),
    KOMMO_RATE_LIMIT: String(rateLimit),
    FASTSPRING_WEBHOOK_SECRET: webhookSecret,
    ...(fastspring === undefined
      ? {}
      : {
          FASTSPRING_API_URL: fastspring.url,
          FASTSPRING_API_USERNAME: fastspring.api.username,
          FASTSPRING_API_PASSWORD: fastspring.api.password,
        }),
  };
  const services: ServiceProcess[] = [];
  for (let index = 0; index < processes; index += 1)
    services.push(await createServiceProcess(environment, undefined, []));
  const oneTimeToken = () => kommo.oneTimeToken({ audience: publicUrl });
  return {
    databaseUrl,
    services,
    oneTimeToken,
    ask: async (method, path, json) => {
      const answer = await fetch(`${services[0]?.url}/api/v1/${path}`, {
        method,
        headers: { 'x-auth-token': oneTimeToken(), 'content-type': 'application/json' },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
  };
}
