import type { HealthCode, HealthEntry } from '../health/health-entry.ts';
import { accountOrigin } from '../kommo/requests/origin.ts';
import { plainText } from '../rules/planning/plain-text.ts';
import type { AlarmNews } from './channel.ts';
import { describeEntry } from './describe-entry.ts';

/** An alarm as it is sent out: in the body of the webhook, and as lines of the e-mail. */
export interface AlarmDescription {
  /** together with `event`, the same on every attempt to send it */
  readonly id: string;
  readonly event: 'begun' | 'ended';
  readonly account: { readonly id: string; readonly name: string; readonly subdomain: string };
  readonly code: HealthCode;
  readonly since: string;
  /** null while the alarm is open */
  readonly endedAt: string | null;
  readonly figures: HealthEntry['figures'];
  readonly title: string;
  readonly summary: string;
  /** null once the alarm is over */
  readonly whatToDo: string | null;
  /** Kommo's page with the account's integrations and the settings of this one */
  readonly settings: string;
}

export type DescribeAlarm = (news: AlarmNews) => AlarmDescription;

/** @param originTemplate where accounts live at Kommo */
export function createAlarmDescription(publicUrl: string, originTemplate: string): DescribeAlarm {
  return ({ alarmId, kind, entry, endedAt, account: { id, name, subdomain } }) => {
    const { title, summary, whatToDo } = describeEntry(entry, publicUrl);
    return {
      id: alarmId,
      event: kind,
      account: { id, name: plainText(name).replaceAll(/\s+/g, ' ').trim(), subdomain },
      code: entry.code,
      since: entry.since,
      endedAt,
      figures: entry.figures,
      title,
      summary,
      whatToDo: kind === 'begun' ? whatToDo : null,
      // The settings page's own address has a code that only Kommo knows.
      settings: `${accountOrigin(originTemplate, subdomain)}/settings/widgets/`,
    };
  };
}
