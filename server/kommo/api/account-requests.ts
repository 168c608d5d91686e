import type { z } from 'zod';
import type { Message } from '../../outward/exchange.ts';
import type { Availability } from '../account/availability.ts';
import type { KommoContext } from '../context.ts';
import { unreadable } from '../requests/answer.ts';
import {
  KommoAccountUnavailable,
  KommoBroken,
  KommoForbidden,
  KommoNotSent,
  KommoWritingPaused,
} from '../requests/errors.ts';
import { accountOrigin } from '../requests/origin.ts';
import { createRepeat } from '../requests/repeat.ts';
import type { AnsweredRequest, KommoRequest } from '../requests/request.ts';
import { sendInSlot } from '../requests/send-in-slot.ts';
import type { Standstill } from '../requests/standstill.ts';
import type { Access, AccessReader } from '../tokens/access.ts';
import { type Relocate, sendWhereItLives } from '../tokens/relocation.ts';
import { expiresSoon, type Tokens } from '../tokens/tokens.ts';
import type { KommoPriority } from './api.ts';

/** Thrown before a request is sent, so that the limiter gets its slot back unused. */
class TokenExpiresSoon extends Error {
  readonly access: Access;

  constructor(access: Access) {
    super();
    this.access = access;
  }
}

/** Sends requests of one account; a schema parses the answer, and undefined stands for 204 (nothing found). */
export interface AccountRequests {
  /** @throws the errors of errors.ts; KommoUncertain also when the answer does not fit the schema */
  readonly send: <S extends z.ZodType>(request: KommoRequest, schema: S) => Promise<z.infer<S> | undefined>;
}

interface Parts {
  readonly reader: AccessReader;
  readonly tokens: Tokens;
  readonly relocate: Relocate;
  readonly availability: Availability;
  readonly standstill: Pick<Standstill, 'count'>;
}

/**
 * Valid until the process stalls for long: another process may own its work by then, so a request that was made before
 * and not sent yet is refused as not sent.
 * @param probing for the request that probes whether a blocked account is available again
 */
export function createAccountRequests(
  context: KommoContext,
  parts: Parts,
  accountId: string,
  priority: KommoPriority,
  probing: boolean,
): AccountRequests {
  const { reader, tokens, relocate, availability } = parts;
  const admit = createAdmission(parts, accountId, probing);
  const repeat = createRepeat(context.signal, Math.random);
  const slot = { party: accountId, pin: accountId, isOfAccount: true, priority, prepare: async () => undefined };

  async function sendOnce(request: KommoRequest, mustLast = false): Promise<AnsweredRequest> {
    const admitted = { ...slot, prepare: () => admit(request, mustLast) };
    const toMessage = (access: Access) => messageOf(context.config.kommo.originTemplate, request, access);
    return repeat(request, async () => {
      const { prepared, verdict, subject } = await sendInSlot(context, admitted, toMessage);
      if (verdict.kind === 'failed' && verdict.error instanceof KommoBroken) throw verdict.error;
      return { request, verdict, access: prepared, subject };
    });
  }

  /** With a token that will not expire in transit. The token is read once per request: when it is sent. */
  async function sendFresh(request: KommoRequest): Promise<AnsweredRequest> {
    try {
      return await sendOnce(request, !probing);
    } catch (error) {
      if (!(error instanceof TokenExpiresSoon)) throw error;
      // Outside of the slot, because renewing needs one itself.
      await tokens.keepFresh(accountId, error.access);
      return sendOnce(request);
    }
  }

  /**
   * A token that Kommo refuses is renewed once. A freshly renewed token that it refuses is not given up: only the token
   * endpoint decides that an authorization is over.
   */
  async function sendAuthorized(request: KommoRequest): Promise<AnsweredRequest> {
    const first = await sendFresh(request);
    if (first.verdict.kind !== 'unauthorized') return first;
    await tokens.renew(accountId, first.access.version);
    return sendOnce(request);
  }

  /** Whether the account is now at another address. */
  async function hasMoved(access: Access): Promise<boolean> {
    const { subdomain } = await reader.admitProbe(accountId);
    return subdomain !== access.subdomain || (await relocate(accountId, access, slot)) !== null;
  }

  return {
    send: async (request, schema) => {
      const answered = await sendWhereItLives(request, sendAuthorized, hasMoved);
      const body = await bodyOf(answered, availability, accountId);
      return body === undefined ? undefined : read(schema, body, answered.subject);
    },
  };
}

/**
 * Asked when the request has its slot, so that after a pause no process sends another write.
 * @param mustLast whether a token that expires soon is refused
 */
function createAdmission({ reader, standstill }: Parts, accountId: string, probing: boolean) {
  const standstills = standstill.count();
  return async ({ method }: KommoRequest, mustLast: boolean): Promise<Access> => {
    const access = await (probing ? reader.admitProbe(accountId) : reader.admit(accountId));
    if (method !== 'GET' && access.isWritingPaused) {
      throw new KommoWritingPaused('Not sent to Kommo: an administrator has paused writing');
    }
    if (standstill.count() !== standstills) {
      throw new KommoNotSent('Not sent to Kommo: this process stood still, and another one may have taken over');
    }
    if (mustLast && expiresSoon(access)) throw new TokenExpiresSoon(access);
    return access;
  };
}

function messageOf(originTemplate: string, request: KommoRequest, access: Access): Message {
  return {
    ...request,
    url: new URL(`${accountOrigin(originTemplate, access.subdomain)}/api/v4${request.path}`),
    headers: { authorization: `Bearer ${access.accessToken}` },
  };
}

/** The body of a normal answer. Pauses the account where the answer asks for it, and throws. */
async function bodyOf(
  { request, verdict, access, subject }: AnsweredRequest,
  availability: Availability,
  accountId: string,
): Promise<unknown> {
  switch (verdict.kind) {
    case 'over_limit':
      await availability.overLimit(accountId, verdict.retryAfter);
      throw new KommoNotSent(`${subject}: Kommo asked to wait (429)`, verdict.retryAfter);
    case 'payment_required':
      if (request.dependsOnPlan) throw new KommoForbidden(`${subject}: not part of the account's plan (402)`);
      await availability.paymentRequired(accountId);
      throw new KommoAccountUnavailable('payment_required', `${subject}: the account is not paid (402)`);
    case 'blocked':
      if (request.dependsOnPlan) throw new KommoForbidden(`${subject}: Kommo refuses it (403)`);
      await availability.blocked(accountId, access.blockedBefore);
      throw new KommoAccountUnavailable('blocked', `${subject}: Kommo blocks requests (403)`);
    case 'unauthorized':
      throw new KommoNotSent(`${subject}: Kommo does not accept the token that it has just renewed`);
    case 'absent':
    case 'failed':
      throw verdict.error;
    case 'done':
      availability.answered(accountId);
      return verdict.body;
  }
}

function read<S extends z.ZodType>(schema: S, body: unknown, subject: string): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unreadable(subject, `unexpected ${parsed.error.issues[0]?.path.join('.')}`);
}
