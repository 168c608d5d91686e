import type { HealthEntry } from '../health/health-entry.ts';

/** The ways in which alarms are sent: the operator's two, and the account's own e-mail. */
export type ChannelName = 'webhook' | 'operator_email' | 'account_email';

/** The news of one alarm. It names an account, and no person. */
export interface AlarmNews {
  readonly alarmId: string;
  readonly kind: 'begun' | 'ended';
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
   * Sends news in one message; for `account_email` all of it is of one account.
   * @throws AlarmNotSent
   */
  readonly send: (news: readonly AlarmNews[], signal: AbortSignal) => Promise<void>;
}

/** The message was not accepted. The error's text holds no address and no word of the recipient's. */
export class AlarmNotSent extends Error {
  override readonly name = 'AlarmNotSent';
  /** only this message was refused: others may be taken */
  readonly isRefused: boolean;
  constructor(message: string, isRefused = false) {
    super(message);
    this.isRefused = isRefused;
  }
}
