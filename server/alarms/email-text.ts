import type { AlarmDescription } from './alarm-description.ts';

export interface EmailText {
  readonly subject: string;
  readonly text: string;
}

const product = 'FastSpring payments';

/** One e-mail about one alarm or several. */
export function emailText(alarms: readonly AlarmDescription[]): EmailText {
  const [only, ...others] = alarms;
  const subject = only === undefined || others.length > 0 ? `${alarms.length} alarms` : headlineOf(only);
  return { subject: `${product}: ${subject}`, text: `${alarms.map(paragraphOf).join('\n\n')}\n` };
}

function headlineOf({ event, title, account }: AlarmDescription): string {
  return `${event === 'ended' ? 'Over: ' : ''}${title} – ${accountName(account)}`;
}

function paragraphOf(alarm: AlarmDescription): string {
  const { since, endedAt, summary, whatToDo, settings } = alarm;
  const lines = [
    headlineOf(alarm),
    endedAt === null ? summary : null,
    `Since: ${utc(since)}`,
    endedAt === null ? null : `Until: ${utc(endedAt)}`,
    whatToDo === null ? null : `What to do: ${whatToDo}`,
    `Settings: ${settings}`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function accountName({ name, subdomain }: AlarmDescription['account']): string {
  return name === '' ? subdomain : `${name} (${subdomain})`;
}

function utc(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
