import { describe, type Message } from '../../outward/exchange.ts';
import { second } from '../../platform/time/units.ts';
import { judge } from './answer.ts';
import { FastspringError, FastspringUnauthorized } from './errors.ts';
import type { FastspringCredentials } from './open-credentials.ts';
import { basicAuthorization, exchangeInSlot, type RequestSlots } from './store-requests.ts';

/** `unreachable`: FastSpring did not answer in a way that says anything about them. */
export type CredentialsVerdict = 'accepted' | 'refused' | 'unreachable';

/** ms; a person waits, whose page gives up after 15 s */
const triedWithin = 8 * second;

/** Tries credentials that are not saved, with a request that changes nothing. */
export async function tryCredentials(
  { slots, apiUrl, stop }: RequestSlots & { readonly apiUrl: string },
  credentials: FastspringCredentials,
): Promise<CredentialsVerdict> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(triedWithin)]);
  const headers = { authorization: basicAuthorization(credentials) };
  const message: Message = { method: 'GET', url: new URL(`${apiUrl}/products?limit=1&page=1`), headers };
  try {
    const answer = await exchangeInSlot({ slots, stop: signal }, message, 'interactive', signal);
    const verdict = judge(answer, message.method, describe(message));
    if (verdict.kind === 'done') return 'accepted';
    if (verdict.kind === 'over_limit') await slots.block(verdict.retryAfter);
    return verdict.kind === 'failed' && verdict.error instanceof FastspringUnauthorized ? 'refused' : 'unreachable';
  } catch (error) {
    if (error instanceof FastspringError) return 'unreachable';
    throw error;
  }
}
