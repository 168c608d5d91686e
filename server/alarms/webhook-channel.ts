import { createHmac } from 'node:crypto';
import ky, { isTimeoutError } from 'ky';
import type { AlarmWebhookConfig } from '../config/config.ts';
import { singleAttempt } from '../platform/http/single-attempt.ts';
import type { DescribeAlarm } from './alarm-description.ts';
import { AlarmNotSent, type Channel } from './channel.ts';

/** ms for the whole exchange */
const timeoutMs = 15_000;

/**
 * Posts alarms to the operator's address as `{"alarms":[…]}`. With a secret the header `X-Alarm-Signature` is `sha256=` and
 * the HMAC-SHA256 of the body's bytes in hex. Redirects are not followed: only the operator chooses the address.
 */
export function createWebhookChannel(config: AlarmWebhookConfig, describe: DescribeAlarm): Channel {
  return {
    name: 'webhook',
    send: async (news, signal) => {
      const body = JSON.stringify({ alarms: news.map(describe) });
      const status = await post(config, body, signal);
      if (status < 200 || status > 299) throw new AlarmNotSent(`answered ${status}`);
    },
  };
}

async function post({ url, secret }: AlarmWebhookConfig, body: string, signal: AbortSignal): Promise<number> {
  try {
    const { status, body: answer } = await ky.post(url, {
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'kommo-fastspring',
        ...(secret !== undefined && { 'x-alarm-signature': `sha256=${signatureOf(body, secret)}` }),
      },
      ...singleAttempt,
      totalTimeout: timeoutMs,
      signal,
    });
    await answer?.cancel();
    return status;
  } catch (error) {
    // Only the name: ky writes the whole address, which may hold the receiver's token, into its message.
    if (isTimeoutError(error)) throw new AlarmNotSent(`no answer within ${timeoutMs / 1000} s`);
    throw new AlarmNotSent(`no answer (${error instanceof Error ? error.name : 'unknown failure'})`);
  }
}

function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
