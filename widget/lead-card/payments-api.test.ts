import { expect, onTestFinished, test, vi } from 'vitest';
import { sampleView } from '../testing/sample-views.ts';
import { createPaymentsApi } from './payments-api.ts';

const view = { ...sampleView(), leadId: 7 };

function answerTo(body: string, card = 'leads/7') {
  vi.stubGlobal('BACKEND_URL', 'https://payments.example');
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const answer = Promise.resolve({ status: 200, etag: null, body });
  const api = createPaymentsApi({ locale: () => 'en', send: () => ({ answer, abort: () => undefined }) });
  return api.read(card, [], null, false).answer;
}

test('the server’s answer for the lead is shown', async () => {
  expect(await answerTo(JSON.stringify(view))).toEqual({ kind: 'view', view, etag: null });
});

test('so are its answers for a contact and a company', async () => {
  const { leadId, ...own } = view;
  for (const [card, person] of [
    ['contacts/7', { ...own, contactId: leadId, leads: [] }],
    ['companies/7', { ...own, companyId: leadId, leads: [] }],
  ] as const) {
    expect(await answerTo(JSON.stringify(person), card)).toEqual({ kind: 'view', view: person, etag: null });
  }
});

test.each([
  ['a proxy’s page', '<html>Sign in</html>'],
  ['JSON of something else', '[]'],
  ['another lead’s payments', JSON.stringify({ ...view, leadId: 8 })],
  ['an older server’s answer', JSON.stringify({ ...view, months: undefined })],
])('%s is not an answer', async (_what, body) => {
  expect(await answerTo(body)).toEqual({ kind: 'failure', failure: { kind: 'unreachable', code: '' } });
});
