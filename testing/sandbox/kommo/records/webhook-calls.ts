import type { Account } from './account.ts';
import type { Company, Contact, Lead } from './entities.ts';
import type { WebhookCall } from './webhook-call.ts';

export type WebhookHappening =
  | 'add_lead'
  | 'delete_lead'
  | 'add_contact'
  | 'update_contact'
  | 'delete_contact'
  | 'add_company'
  | 'update_company';

/**
 * Queues a call to every subscribed address: https://developers.kommo.com/docs/webhooks-general. A subscription to
 * contacts covers companies as well, under the name of contacts.
 */
export function tellWebhooks(account: Account, what: WebhookHappening, entity: Lead | Contact | Company): void {
  for (const { destination, settings } of account.webhooks.values()) {
    if (!settings.includes(what) && !settings.includes(what.replace('company', 'contact'))) continue;
    const body = formOf(account, what, entity);
    account.webhookCalls.push({ destination, body, attempts: 0, nextAttemptAt: account.clock.now() });
  }
}

/** A form with nested names, in which everything is text; a deleted entity has little more than its id. */
function formOf(account: Account, what: WebhookHappening, entity: Lead | Contact | Company): URLSearchParams {
  const [action, kind] = what.split('_');
  const place = `${kind === 'lead' ? 'leads' : 'contacts'}[${action}][0]`;
  const form = new URLSearchParams({ [`${place}[id]`]: String(entity.id) });
  if (kind !== undefined && kind !== 'lead') form.set(`${place}[type]`, kind);
  if ('status_id' in entity) {
    form.set(`${place}[status_id]`, String(entity.status_id));
    form.set(`${place}[pipeline_id]`, String(entity.pipeline_id));
  }
  if (action !== 'delete') {
    form.set(`${place}[name]`, entity.name);
    form.set(`${place}[responsible_user_id]`, String(entity.responsible_user_id));
    form.set(`${place}[date_create]`, String(entity.created_at));
    form.set(`${place}[last_modified]`, String(entity.updated_at));
    for (const [at, field] of entity.fields.entries()) {
      form.set(`${place}[custom_fields][${at}][id]`, String(field.field_id));
      form.set(`${place}[custom_fields][${at}][name]`, field.field_name);
      for (const [index, { value }] of field.values.entries()) {
        form.set(`${place}[custom_fields][${at}][values][${index}][value]`, String(value));
      }
    }
  }
  form.set('account[subdomain]', account.subdomain);
  form.set('account[id]', String(account.id));
  return form;
}

const MINUTE_MS = 60_000;
/** ms from a bad answer to the next attempt; after the fifth there is none */
const DELAYS = [5 * MINUTE_MS, 15 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];
/** Kommo's time limit for an answer, ms. */
const PATIENCE_MS = 2_000;
/** An address with more bad answers within two hours is switched off. */
const BAD_ANSWERS_AT_MOST = 100;
const BAD_ANSWERS_WITHIN_MS = 120 * MINUTE_MS;

/** Makes every call that is due, oldest first, and returns the answers' states; null stands for no answer in time. */
export async function makeWebhookCalls(account: Account): Promise<readonly (number | null)[]> {
  const now = account.clock.now();
  const due = account.webhookCalls.filter(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= now);
  const states: (number | null)[] = [];
  for (const call of due) {
    const webhook = account.webhooks.get(call.destination);
    if (webhook === undefined || webhook.disabled) {
      call.nextAttemptAt = null;
      continue;
    }
    const state = await post(call);
    states.push(state);
    const isGood = state !== null && state >= 200 && state < 300;
    const delay = DELAYS[call.attempts];
    call.attempts += 1;
    call.nextAttemptAt = isGood || delay === undefined ? null : now + delay;
    if (isGood) continue;
    webhook.badAnswers = [...webhook.badAnswers, now].filter((at) => at > now - BAD_ANSWERS_WITHIN_MS);
    if (webhook.badAnswers.length > BAD_ANSWERS_AT_MOST) webhook.disabled = true;
  }
  return states;
}

async function post({ destination, body }: WebhookCall): Promise<number | null> {
  try {
    const response = await fetch(destination, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
