import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettingsStage, setSettingsStage } from './settings/testing/settings-stage.ts';

/**
 * Cards of accounts that the service does not serve, each at its own origin: the panel must be able to read the reason.
 */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());

async function alertOn(subdomain: string, leadId: number, language = 'en'): Promise<string> {
  const { hostname } = new URL(stage.kommo.cardUrl(leadId, subdomain));
  expect(hostname).toBe(`${subdomain}.localhost`);
  const page = await stage.open({
    ready: '.payments-via-fastspring [role=alert]',
    leadId,
    subdomain,
    query: { lang: language },
  });
  return page.locator('.payments-via-fastspring [role=alert]').innerText();
}

test('an account that was never connected is asked to install the widget', async () => {
  stage.kommo.addAccount({ subdomain: 'newcomer' });
  const lead = stage.kommo.addLead({ name: 'Acme' }, { subdomain: 'newcomer' });
  expect(await alertOn('newcomer', lead.id)).toContain('isn’t connected');
  expect(await alertOn('newcomer', lead.id, 'es')).toContain('Esta cuenta de Kommo no está conectada.');
});

test('a renamed account reads about its new address, an uninstalled one about its removal', async () => {
  stage.kommo.renameAccount('demo', 'bluebird');
  expect(await alertOn('bluebird', stage.lead.id)).toContain('address has changed');
  stage.kommo.renameAccount('bluebird', 'demo');
  const { url } = stage.backend;
  stage.kommo.registerIntegration({ ...stage.kommo.integration(), uninstallUrl: `${url}/oauth/uninstall` });
  await stage.kommo.uninstall('demo');
  expect(await alertOn('demo', stage.lead.id)).toContain('uninstalled');
});
