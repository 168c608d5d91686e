import type { ProxyFault, TakeFault } from '../../testing/sandbox/faults/kommo-proxy.ts';
import type { Moment } from '../../testing/sandbox/faults/postgres-proxy.ts';
import type { Scene } from './scene.ts';

/**
 * A moment in the processing of a payment at which the process is killed: on one of the two proxies, without the
 * service's help.
 */
export type KillStep = { readonly name: string } & (
  | { readonly database: Omit<Moment, 'parameter'> }
  | {
      readonly request: { readonly method: string; readonly path: RegExp; readonly when: 'before' | 'after' };
      /** the token has expired, so that the first request renews it */
      readonly tokenExpired?: boolean;
    }
);

export const killSteps: readonly KillStep[] = [
  { name: 'before it is stored', database: { sql: /INSERT INTO "events"/, at: 'asked' } },
  { name: 'after it is stored, before the answer', database: { sql: /INSERT INTO "events"/, at: 'answered' } },
  { name: 'while it is projected', database: { sql: /INTO "facts"/, at: 'asked' } },
  { name: 'after it is projected', database: { sql: /INTO "facts"/, at: 'committed' } },
  { name: 'after its effects are planned', database: { sql: /INTO "public"\."effects"/, at: 'committed' } },
  { name: 'while a note is sent', request: { method: 'POST', path: /\/leads\/notes$/, when: 'before' } },
  { name: 'after Kommo has the note', request: { method: 'POST', path: /\/leads\/notes$/, when: 'after' } },
  { name: 'after Kommo has moved the lead', request: { method: 'PATCH', path: /\/leads$/, when: 'after' } },
  { name: 'after Kommo has the task', request: { method: 'POST', path: /\/tasks$/, when: 'after' } },
  {
    name: 'while a token is renewed',
    request: { method: 'POST', path: /\/oauth2\/access_token$/, when: 'after' },
    tokenExpired: true,
  },
];

/** Faults that are armed one at a time, for one account. */
export function createTrigger(): {
  take: TakeFault;
  arm: (isMeant: (request: ArmedFor) => boolean, fault: ProxyFault) => void;
} {
  let armed: { isMeant: (request: ArmedFor) => boolean; fault: ProxyFault } | null = null;
  return {
    take: (request) => {
      if (armed === null || !armed.isMeant(request)) return null;
      const { fault } = armed;
      armed = null;
      return fault;
    },
    arm: (isMeant, fault) => {
      armed = { isMeant, fault };
    },
  };
}

type ArmedFor = Parameters<TakeFault>[0];

/** Kills the service when this account reaches the step; resolves when that has happened. */
export async function killAt(
  step: KillStep,
  scene: Scene,
  subdomain: string,
  trigger: ReturnType<typeof createTrigger>,
): Promise<void> {
  const [service] = scene.services;
  const { promise: killed, resolve } = Promise.withResolvers<void>();
  const run = async () => {
    await service?.kill();
    resolve();
  };
  const accountId = scene.accountId(subdomain);
  if ('database' in step) {
    scene.databaseWire.interrupt({ ...step.database, parameter: accountId }, run);
    return killed;
  }
  const { method, path, when } = step.request;
  if (step.tokenExpired) {
    await scene.database.prisma.kommoToken.update({ where: { accountId }, data: { expiresAt: new Date(0) } });
  }
  trigger.arm((request) => request.account === subdomain && request.method === method && path.test(request.path), {
    kind: 'interrupt',
    when,
    run,
  });
  return killed;
}
