import { z } from 'zod';
import type { HealthEntry } from '../health/health-entry.ts';

/** How alarms are sent: two channels for the operator, and the account's own e-mail. */
export const channelNames = ['webhook', 'operator_email', 'account_email'] as const;
export type ChannelName = (typeof channelNames)[number];

export const newsKinds = z.enum(['begun', 'ended']);

/** News about one alarm. It names an account but no person. */
export interface AlarmNews {
  readonly alarmId: string;
  readonly kind: z.infer<typeof newsKinds>;
  /** as it was when the alarm began */
  readonly entry: HealthEntry;
  /** ISO 8601; null while the alarm is open */
  readonly endedAt: string | null;
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly subdomain: string;
    /** where the account wants its alarms sent */
    readonly alarmEmail: string | null;
  };
}

export interface Channel {
  readonly name: ChannelName;
  /**
   * Sends all the news in one message. For `account_email`, all of it is about one account.
   * @throws AlarmNotSent
   */
  readonly send: (news: readonly AlarmNews[], signal: AbortSignal) => Promise<void>;
}

/** The message was not accepted. The error's text contains no address and no text from the recipient. */
export class AlarmNotSent extends Error {
  override readonly name = 'AlarmNotSent';
  /** only this message was refused; others may be accepted */
  readonly isRefused: boolean;
  constructor(message: string, isRefused = false) {
    super(message);
    this.isRefused = isRefused;
  }
}
