import { type Answer, describe, exchange, type Message, type Outcome } from '../../outward/exchange.ts';
import type { KommoPriority } from '../api/api.ts';
import type { KommoContext } from '../context.ts';
import { judge, type Verdict } from './answer.ts';
import { KommoBroken, KommoProxyFailed, KommoUncertain, KommoUnreached } from './errors.ts';

/** The party that a request gets its slot as, and what has to be true at the moment of sending. */
export interface SlotRequest<Prepared = void> {
  readonly party: string;
  /** what decides about the outgoing address: our id of the account, or the subdomain while there is no account */
  readonly pin: string;
  /**
   * Whether the request belongs to a connected account. Anybody can begin an installation, for a host that may not exist,
   * so a 429 to one must not slow the accounts, nor a connection that does not come about count as the proxy's failure.
   */
  readonly isOfAccount: boolean;
  readonly priority: KommoPriority;
  /** throws when the request must not be sent any more */
  readonly prepare: () => Promise<Prepared>;
}

export interface Answered<Prepared = void> {
  readonly prepared: Prepared;
  readonly answer: Answer;
  readonly verdict: Verdict;
  /** names the request in messages */
  readonly subject: string;
}

/**
 * Sends a message when it gets a slot: every request to Kommo goes this way. A 429 to one account slows the requests of
 * all accounts with the same outgoing address.
 */
export function sendInSlot<Prepared>(
  { egresses, signal, timeouts }: Pick<KommoContext, 'egresses' | 'signal' | 'timeouts'>,
  { party, pin, isOfAccount, priority, prepare }: SlotRequest<Prepared>,
  toMessage: (prepared: Prepared) => Message,
): Promise<Answered<Prepared>> {
  const egress = egresses.of(pin);
  return egress.limiter.schedule(party, priority, prepare, async (prepared, overLimit) => {
    const message = toMessage(prepared);
    const subject = describe(message);
    const outcome = await exchange(message, signal, timeouts.exchangeMs, egress.proxy);
    egress.noteOutcome(outcome, isOfAccount);
    const answer = answerOf(outcome, subject);
    const verdict = judge(answer, subject);
    if (verdict.kind === 'over_limit') {
      egress.noteRefusal();
      if (isOfAccount) overLimit(verdict.retryAfter);
    }
    return { prepared, answer, verdict, subject };
  });
}

/** @throws KommoUnreached, KommoProxyFailed, KommoBroken, KommoUncertain */
function answerOf(outcome: Outcome, subject: string): Answer {
  switch (outcome.kind) {
    case 'answered':
      return outcome.answer;
    case 'broken':
      throw new KommoBroken(`${subject}: ${outcome.reason}`);
    case 'uncertain':
      throw new KommoUncertain(`${subject}: ${outcome.reason}`);
    case 'not_sent':
      throw new KommoUnreached(`${subject}: no connection to Kommo (${outcome.reason})`);
    case 'proxy_failed':
      throw new KommoProxyFailed(`${subject}: not sent, the proxy gave no connection to Kommo (${outcome.reason})`);
  }
}
