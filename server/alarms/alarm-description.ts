import { accountOrigin } from '../kommo/requests/origin.ts';
import { plainText } from '../rules/planning/plain-text.ts';
import type { AlarmNews } from './channel.ts';
import { describeEntry } from './describe-entry.ts';

/** @param originTemplate where accounts live at Kommo */
export function createAlarmDescription(publicUrl: string, originTemplate: string) {
  return ({ alarmId, kind, entry, endedAt, account: { id, name, subdomain } }: AlarmNews) => {
    const { title, summary, whatToDo } = describeEntry(entry, publicUrl);
    return {
      /** together with `event`, the same on every attempt to send it */
      id: alarmId,
      event: kind,
      account: { id, name: plainText(name).replaceAll(/\s+/g, ' ').trim(), subdomain },
      code: entry.code,
      since: entry.since,
      /** null while the alarm is open */
      endedAt,
      figures: entry.figures,
      title,
      summary,
      /** null once the alarm is over */
      whatToDo: kind === 'begun' ? whatToDo : null,
      /**
       * Kommo's page with the account's integrations and the settings of this one: the settings page's own address has a
       * code that only Kommo knows
       */
      settings: `${accountOrigin(originTemplate, subdomain)}/settings/widgets/`,
    };
  };
}

export type DescribeAlarm = ReturnType<typeof createAlarmDescription>;
/** An alarm as it is sent out: in the body of the webhook, and as lines of the e-mail. */
export type AlarmDescription = ReturnType<DescribeAlarm>;
