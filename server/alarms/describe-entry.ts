import type { HealthEntry } from '../health/health-entry.ts';

/** An entry in English words. */
interface EntryText {
  readonly title: string;
  readonly summary: string;
  readonly whatToDo: string;
}

/** @param publicUrl where an account is connected again */
export function describeEntry({ code, figures }: HealthEntry, publicUrl: string): EntryText {
  switch (code) {
    case 'webhook_silence':
      return {
        title: 'No webhooks from FastSpring',
        summary: `FastSpring has sent no live webhook for ${duration(figures.silentHours)}. The longest gap of this account is usually ${duration(figures.usualHours)}.`,
        whatToDo:
          'In FastSpring, open Developer Tools › Webhooks. Check that the webhook address of the settings page is still listed and active, and what response FastSpring’s latest deliveries got.',
      };
    case 'token_age':
      return {
        title: 'Access to Kommo isn’t being renewed',
        summary: `The token was last renewed ${count(figures.days, 'day')} ago. It expires in about ${count(figures.daysLeft, 'day')}.`,
        whatToDo: `If the Kommo plan has expired, renew it. If Kommo blocks this server, ask Kommo’s support to unblock it. If neither is so, connect the account again as an administrator: ${publicUrl}/oauth/install`,
      };
    case 'token_refused':
      return {
        title: 'Kommo denies access',
        summary:
          'Kommo no longer accepts the token, so nothing is written to Kommo. Payments are kept and will be written later.',
        whatToDo: `Connect the account again as an administrator: ${publicUrl}/oauth/install. If that is not possible, ask the person who runs this server to set a new KOMMO_ACCESS_TOKEN.`,
      };
    case 'oldest_waiting':
      return {
        title: 'Payments are waiting',
        summary: `The oldest has been waiting for ${duration(figures.hours)}: ${count(figures.events, 'event')} to record and ${count(figures.effects, 'change')} to write to Kommo.`,
        whatToDo:
          'The settings page says whether Kommo takes requests. If it does, ask the person who runs this server to read its log.',
      };
    case 'failing_leads':
      return {
        title: 'Lead changes failed',
        summary: `In the last seven days ${count(figures.effects, 'change')} of ${count(figures.leads, 'lead')} failed.`,
        whatToDo:
          'On the settings page, under Events, choose the status “Failed”. Fix what Kommo names, for example a deleted stage or field, and choose “Retry”.',
      };
  }
}

function duration(hours: number): string {
  return hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
