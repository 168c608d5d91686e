import { anna } from '../sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../sync/job-stack.ts';

export const night = 24 * 3_600_000;

/** An account with invoices switched on, in Kommo's own list. */
export async function startInvoices(sandbox: NonNullable<Parameters<typeof startJobStack>[0]>['sandbox'] = {}) {
  const stack = await startJobStack({ sandbox });
  await stack.prisma.account.updateMany({ data: { currency: 'EUR', language: 'en' } });
  await stack.saveSettings({ invoices: 'on' });
  return stack;
}

export function addLead({ sandbox }: JobStack, by = anna) {
  const contact = sandbox.addContact({ name: `${by.first} ${by.last}`, emails: [by.email] });
  return { leadId: sandbox.addLead({ name: by.last, contactIds: [contact.id] }).id, contactId: contact.id };
}

/** The invoices as Kommo shows them, by the code of each field. */
export function invoicesOf({ sandbox }: JobStack) {
  const { elements, elementLinks } = sandbox.account();
  return [...elements.values()].map((element) => ({
    id: element.id,
    name: element.name.replace(/ \[fs:\w+\]$/, ''),
    leads: elementLinks.filter(({ elementId }) => elementId === element.id).map(({ leadId }) => leadId),
    ...Object.fromEntries(
      element.fields.map(({ field_code, values }) => [
        field_code,
        values.map(({ value, enum_code }) => enum_code ?? value),
      ]),
    ),
  }));
}

export const writesOf = ({ sandbox }: JobStack, method = 'POST') =>
  sandbox.requests.filter((request) => request.method === method && /\/catalogs\/\d+\/elements/.test(request.path));
