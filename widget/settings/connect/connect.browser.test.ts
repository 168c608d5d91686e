import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendWebhook } from '../../../testing/sandbox/fastspring/index.ts';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** Connecting FastSpring as an administrator does: by clicking, typing and reading the page. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());

test('the webhook address is copied, and its step turns green', async () => {
  const page = await stage.open();
  const step = page.getByRole('listitem').filter({ hasText: 'Webhook address copied' });
  expect(await step.innerText()).toContain('To do');
  await section(page, 'Connect').getByRole('button', { name: 'Copy' }).click();
  await step.getByText('Done').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(stage.webhook.url);
  await page.reload();
  await step.getByText('Done').waitFor();
});

test('a new secret is accepted beside the old one, until the old one is removed', async () => {
  const page = await stage.open();
  const connect = section(page, 'Connect');
  const secret = 'typed-by-an-administrator';
  await connect.getByLabel('New HMAC SHA256 secret').fill(secret);
  await connect.getByRole('button', { name: 'Save secret' }).click();
  await connect.getByText('New secret saved.').waitFor();
  const { previousWebhookSecretEndsAt } = (await stage.saved()).fastspring;
  const year = String(new Date(previousWebhookSecretEndsAt).getFullYear());
  await connect.getByText(new RegExp(`^The previous secret is accepted until .*${year}`)).waitFor();
  expect(await connect.getByLabel('New HMAC SHA256 secret').inputValue()).toBe('');
  expect((await sendWebhook({ url: stage.webhook.url, secret, events: [] })).status).toBe(200);
  expect((await sendWebhook({ ...stage.webhook, events: [] })).status).toBe(200);

  await connect.getByRole('button', { name: 'Stop accepting it' }).click();
  await connect.getByRole('button', { name: 'Yes, reject them' }).click();
  await connect.getByText('is no longer accepted').waitFor();
  const statusOfOld = async () => (await sendWebhook({ ...stage.webhook, events: [] })).status;
  await expect.poll(statusOfOld).toBe(401);
  expect((await sendWebhook({ url: stage.webhook.url, secret, events: [] })).status).toBe(200);
  await stage.save({ fastspring: { webhookSecret: stage.webhook.secret } });
});

test('a click sets a new secret here and in FastSpring; an unconfirmed one is shown and retried', async () => {
  const { webhooks } = stage.fastspring.store;
  const { url } = stage.webhook;
  const connect = section(await stage.open(), 'Connect');
  await connect.getByText('Save API credentials below').waitFor();
  const { username, password } = stage.fastspring.api;
  await stage.save({ fastspring: { apiUsername: username, apiPassword: password } });
  await stage.open();
  stage.fastspring.faults.add({ kind: 'status', status: 502, when: 'after', match: { path: /^\/webhooks/ } });
  await connect.getByRole('button', { name: 'Set a new secret in FastSpring' }).click();
  await connect.getByText('Webhooks signed with the current one are accepted for seven more days').waitFor();
  await connect.getByRole('button', { name: 'Yes, set a new one' }).click();
  await connect.getByText('FastSpring didn’t respond, so it’s unclear').waitFor();
  await connect.getByText('FastSpring hasn’t confirmed the new secret yet.').waitFor();
  const secret = webhooks.get(url) ?? '';
  expect(secret).not.toBe(stage.webhook.secret);
  const statuses = async () => {
    const answers = [secret, stage.webhook.secret].map((each) => sendWebhook({ url, secret: each, events: [] }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200]);
  await connect.getByRole('button', { name: 'Yes, set a new one' }).click();
  await connect.getByText('FastSpring has the new secret. Its webhooks').waitFor();
  await connect.getByText(/^The previous secret is accepted until/).waitFor();
  expect(await connect.getByText('hasn’t confirmed').count()).toBe(0);
  expect([webhooks.get(url), ...(await statuses())]).toEqual([secret, 200, 200]);
  webhooks.set(url, stage.webhook.secret);
  const { secret: webhookSecret } = stage.webhook;
  await stage.save({ fastspring: { webhookSecret, apiUsername: null, apiPassword: null } });
});

test('the webhook address is changed after a question; webhooks arrive at both', async () => {
  const page = await stage.open();
  const connect = section(page, 'Connect');
  await connect.getByRole('button', { name: 'Change address' }).click();
  await connect.getByText('keep arriving at the current one for seven days').waitFor();
  await connect.getByRole('button', { name: 'Yes, create a new one' }).click();
  await connect.getByText('The previous address keeps working until').waitFor();
  const { webhookUrl } = (await stage.saved()).fastspring;
  expect(webhookUrl).not.toBe(stage.webhook.url);
  expect(await connect.locator('.pvf-address code').innerText()).toBe(webhookUrl);
  for (const url of [webhookUrl, stage.webhook.url]) {
    expect((await sendWebhook({ ...stage.webhook, url, events: [] })).status).toBe(200);
  }
  // The new one has not been copied yet.
  const step = page.getByRole('listitem').filter({ hasText: 'Webhook address copied' });
  expect(await step.innerText()).toContain('To do');
});

test('a secret that is too long is refused beside its field, in the language of the page', async () => {
  const page = await stage.open({ query: { lang: 'es' } });
  const field = page.getByLabel('Nuevo secreto HMAC SHA256 de FastSpring');
  await field.fill('x'.repeat(101));
  await page.getByRole('button', { name: 'Guardar secreto' }).click();
  await page.getByText('usa 100 caracteres como máximo').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const described = await field.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toContain('100');
});

test('a refused webhook is shown with what to do, in every language, until one is accepted', async () => {
  const { url, secret } = stage.webhook;
  const page = await stage.open();
  const connect = section(page, 'Connect');
  await sendWebhook({ url, secret: 'somebody-else', events: [] });
  await page.reload();
  await connect.getByText(/FastSpring called .+, but its signature doesn’t match the saved secret\./).waitFor();
  await connect.getByText('copy the HMAC SHA256 secret of this webhook').waitFor();
  const health = section(page, 'Health');
  await health.getByText('FastSpring’s last webhook was refused').waitFor();
  expect(await health.getByText('Everything is working.').count()).toBe(0);
  await health.getByRole('button', { name: 'Connect' }).click();
  await stage.open({ query: { lang: 'es' } });
  await page.getByText('pero su firma no coincide con el secreto guardado').first().waitFor();
  // Refused and accepted within seconds, they are written one after the other.
  await sendWebhook({ url, secret, events: [] });
  await expect.poll(async () => (await stage.status()).fastspring.refused).toBeNull();
  await page.getByText('pero su firma no coincide con el secreto guardado').first().waitFor({ state: 'detached' });
});

test('a generated secret is saved, shown until the page is left, and signs webhooks', async () => {
  const page = await stage.open();
  const connect = section(page, 'Connect');
  await connect.getByRole('button', { name: 'Generate a secret' }).click();
  const generated = connect.getByRole('group', { name: 'Generated secret' });
  await generated.getByText('Save it here first').waitFor();
  const secret = await generated.locator('code').innerText();
  expect(secret).toMatch(/^[\w-]{64}$/);
  await connect.getByRole('button', { name: 'Save secret' }).click();
  await generated.getByText('Saved. Now paste it').waitFor();
  await generated.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  const { url } = stage.webhook;
  await expect.poll(async () => (await sendWebhook({ url, secret, events: [] })).status).toBe(200);
  await page.reload();
  await connect.getByText('A secret is saved and used').waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await stage.save({ fastspring: { webhookSecret: stage.webhook.secret } });
});

test('the page names what else to set in FastSpring: the expansion and the events', async () => {
  const connect = section(await stage.open(), 'Connect');
  await connect.getByText('Turn on webhook expansion there, too.').waitFor();
  await connect.getByText('Events to choose').click();
  const events = connect.getByRole('listitem');
  await events.getByText('subscription.charge.completed', { exact: true }).waitFor();
  expect(await events.getByText('order.completed', { exact: true }).count()).toBe(1);
});

test('wrong API credentials replace nothing, and untested ones only by a decision', async () => {
  const page = await stage.open();
  const connect = section(page, 'Connect');
  const { username, password } = stage.fastspring.api;
  await stage.save({ fastspring: { apiUsername: username, apiPassword: password } });
  await page.reload();
  await connect.getByText('FastSpring accepted the credentials').waitFor();
  await connect.getByLabel('API password').fill('a wrong one');
  await connect.getByRole('button', { name: 'Save and test' }).click();
  await connect.getByText('FastSpring rejected these credentials, so nothing was changed.').waitFor();
  for (const words of ['The credentials are saved', 'FastSpring accepted the credentials']) {
    expect(await connect.getByText(words).count()).toBe(0);
  }
  await page.reload();
  await connect.getByText('FastSpring accepted the credentials').waitFor();

  const match = { path: /^\/products/ };
  const silence = stage.fastspring.faults.add({ kind: 'status', status: 503, match, times: Infinity });
  await connect.getByLabel('API password').fill('another one');
  await connect.getByRole('button', { name: 'Save and test' }).click();
  await connect.getByText('these credentials couldn’t be tested. Nothing was saved.').waitFor();
  await connect.getByRole('button', { name: 'Save without testing' }).click();
  await connect.getByText('The credentials are saved, but not tested yet.').waitFor();
  silence.remove();
  await connect.getByRole('button', { name: 'Test again' }).click();
  await connect.getByText('FastSpring rejected the credentials').waitFor();
  expect(await connect.getByText('The credentials are saved').count()).toBe(0);
  await stage.save({ fastspring: { apiUsername: null, apiPassword: null } });
});

test('API credentials are tested before they are saved, and can be removed', async () => {
  const page = await stage.open();
  const connect = section(page, 'Connect');
  const { username, password } = stage.fastspring.api;
  await connect.getByLabel('API username').fill(username);
  await connect.getByLabel('API password').fill('a wrong one');
  await connect.getByRole('button', { name: 'Save and test' }).click();
  await connect.getByText('FastSpring rejected these credentials').waitFor();
  expect((await stage.saved()).fastspring.hasApiCredentials).toBe(false);

  await connect.getByLabel('API password').fill(password);
  await connect.getByRole('button', { name: 'Save and test' }).click();
  await connect.getByText('FastSpring accepted the credentials').waitFor();
  const step = page.getByRole('listitem').filter({ hasText: 'API credentials tested' });
  expect(await step.innerText()).toContain('Done');

  await page.reload();
  await connect.getByText('FastSpring accepted the credentials').waitFor();
  expect(await connect.getByLabel('API password').inputValue()).toBe('');
  // Saved once more without the password, which is never shown again: it stays.
  await connect.getByRole('button', { name: 'Save and test' }).click();
  await connect.getByText('Credentials saved.').waitFor();
  await connect.getByText('FastSpring accepted the credentials').waitFor();
  await connect.getByRole('button', { name: 'Remove credentials' }).click();
  await connect.getByRole('button', { name: 'Yes, remove them' }).click();
  await connect.getByText('No credentials are saved.').waitFor();
  expect((await stage.saved()).fastspring.hasApiCredentials).toBe(false);
});
