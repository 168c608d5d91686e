import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from 'undici';
import type { EgressAddress } from '../../config/egress-addresses.ts';
import type { Outcome } from '../../outward/exchange.ts';
import { pinTo } from '../../outward/pin.ts';
import { createProxyDispatcher } from '../../outward/proxy.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createRequestSlots } from './request-slots.ts';
import type { KommoTimeouts } from './timeouts.ts';

/** An outgoing address: what Kommo limits and blocks as one. */
export interface Egress {
  readonly name: string;
  /** undefined: directly */
  readonly proxy: Dispatcher | undefined;
  readonly limiter: Limiter;
  /** Kommo answered with status 429. */
  readonly noteRefusal: () => void;
  readonly noteOutcome: (outcome: Outcome, isOfAccount: boolean) => void;
}

/** What went wrong at an outgoing address since this process started. */
export interface EgressCounts {
  readonly name: string;
  /** Kommo's answers with status 429 */
  readonly refusals: number;
  /** requests of accounts that the proxy gave no connection for; null without a proxy */
  readonly proxyFailures: number | null;
}

export interface Egresses {
  /** the one that our id of an account is pinned to, or a subdomain while there is no account */
  readonly of: (pin: string) => Egress;
  readonly counts: () => readonly EgressCounts[];
  /** Refuses what waits; resolves when nothing is under way any more. */
  readonly close: () => Promise<void>;
}

interface Dependencies {
  readonly prisma: PrismaClient;
  /** at least one */
  readonly addresses: readonly EgressAddress[];
  /** of each address */
  readonly rateLimit: number;
  readonly timeouts: KommoTimeouts;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
}

export function createEgresses(dependencies: Dependencies): Egresses {
  const names = dependencies.addresses.map(({ name }) => name);
  const pinnedTo = (name: string) => (accountId: string) => pinTo(names, accountId) === name;
  const all = dependencies.addresses.map((address) => createEgress(dependencies, address, pinnedTo(address.name)));
  return {
    of: (pin) => {
      const name = pinTo(names, pin);
      const found = all.find(({ egress }) => egress.name === name);
      if (found === undefined) throw new RangeError('There is no such outgoing address');
      return found.egress;
    },
    counts: () => all.map(({ counts }) => counts()),
    close: async () => {
      await Promise.all(
        all.map(async ({ egress: { limiter, proxy } }) => {
          await limiter.close();
          await proxy?.destroy();
        }),
      );
    },
  };
}

function createEgress(
  { prisma, rateLimit, timeouts, log }: Dependencies,
  { name, proxy: proxyAddress }: EgressAddress,
  isPinned: (accountId: string) => boolean,
) {
  const slots = createRequestSlots(prisma, { name, isPinned }, timeouts.windowMs, log);
  const proxy = proxyAddress && createProxyDispatcher(proxyAddress, timeouts.proxyMs);
  let refusals = 0;
  let proxyFailures = 0;
  let isDown = false;

  const egress: Egress = {
    name,
    proxy,
    limiter: createLimiter(slots, { limit: rateLimit, ...timeouts }, log),
    noteRefusal: () => {
      refusals += 1;
    },
    noteOutcome: (outcome, isOfAccount) => {
      const failed = outcome.kind === 'proxy_failed';
      if (failed && isOfAccount) proxyFailures += 1;
      // Of a row of failures the first is logged, and their end. What is uncertain tells nothing of the proxy.
      if (failed && !isDown) log.warn({ egress: name, reason: outcome.reason }, 'a proxy gives no connection to Kommo');
      if (outcome.kind === 'answered' && isDown)
        log.info({ egress: name }, 'the proxy gives connections to Kommo again');
      if (failed || outcome.kind === 'answered') isDown = failed;
    },
  };
  const counts = (): EgressCounts => ({ name, refusals, proxyFailures: proxy === undefined ? null : proxyFailures });
  return { egress, counts };
}
