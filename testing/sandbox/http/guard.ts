import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FaultInjector, type FaultRule, playAfter, playBefore } from './faults.ts';
import { createRateLimiter, type RateLimit } from './rate-limit.ts';
import { highResolutionNow, type RecordedRequest, type Traffic } from './traffic.ts';

export interface GuardOptions {
  readonly traffic: Traffic;
  readonly limit: RateLimit;
  readonly faults: FaultInjector;
  /** the account or store of a request; undefined exempts it: neither counted nor limited nor disturbed */
  readonly accountOf: (request: FastifyRequest) => string | null | undefined;
  readonly refuse: (verdict: 'over_limit' | 'blocked', reply: FastifyReply) => FastifyReply;
}

/** Counts, limits and disturbs requests as they arrive, before anything else looks at them. */
export function guardTraffic(app: FastifyInstance, options: GuardOptions): void {
  const { traffic, limit, faults, accountOf, refuse } = options;
  const judge = createRateLimiter(limit, traffic);
  const guarded = new WeakMap<FastifyRequest, { record: RecordedRequest; fault: FaultRule | null }>();

  app.addHook('onRequest', async (request, reply) => {
    const account = accountOf(request);
    if (account === undefined) return;
    const target = { method: request.method, path: request.url, account, caller: request.ip };
    const record = traffic.record(target);
    const fault = faults.take(target);
    guarded.set(request, { record, fault });
    if (fault && (await playBefore(fault, request, reply))) return reply;
    const verdict = judge(record);
    if (verdict !== 'allowed') return refuse(verdict, reply);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = guarded.get(request)?.fault;
    return fault ? playAfter(fault, request, reply, payload) : payload;
  });

  app.addHook('onResponse', async (request, reply) => {
    const record = guarded.get(request)?.record;
    if (!record) return;
    record.status = reply.statusCode;
    record.answeredAt = highResolutionNow();
  });
}
