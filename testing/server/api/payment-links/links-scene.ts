import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { payRoutes } from '../../../../server/api/payment-links/pay-route.ts';
import { paymentLinksRoutes } from '../../../../server/api/payment-links/payment-links-route.ts';
import { createFastspring } from '../../../../server/fastspring/api/fastspring-api.ts';
import { createLeadTags } from '../../../../server/matching/lead-tag.ts';
import { sealedColumns } from '../../../../server/secrets/sealed-columns.ts';
import { addProduct, startFastSpringSandbox } from '../../../sandbox/fastspring/index.ts';
import { startKommoStack } from '../../kommo/kommo-stack.ts';
import { testSealer, testSecret } from '../../platform/crypto/test-sealer.ts';
import { apiConfig } from '../api-config.ts';
import { createApi } from '../api-server.ts';

export const leadTags = createLeadTags(testSecret);
export const { publicUrl } = apiConfig;

/** Both sandboxes, and between them the routes as wired in the service. */
export async function setLinksScene(paymentLinks: object = { storefront: 'acme.onfastspring.com' }) {
  const store = await startFastSpringSandbox();
  onTestFinished(store.close);
  const prices = { EUR: '99.00', USD: '109.00' };
  addProduct(store.store, { path: 'pro-monthly', name: 'Pro plan', sku: 'PRO-M', prices, interval: null });
  const stack = await startKommoStack();
  const { prisma, database, kommo, accountId, sandbox } = stack;
  const { username, password } = store.api;
  const connect = (given: { username: string; password: string } | null) =>
    prisma.account.update({
      where: { id: accountId },
      data: {
        settings: { paymentLinks },
        currency: 'EUR',
        apiUsername: given && testSealer.seal(sealedColumns.apiUsername, accountId, given.username),
        apiPassword: given && testSealer.seal(sealedColumns.apiPassword, accountId, given.password),
      },
    });
  await connect({ username, password });
  const fastspring = createFastspring({
    prisma,
    sealer: testSealer,
    config: { fastspringApiUrl: store.url },
    clock: () => performance.now(),
  });
  onTestFinished(fastspring.close);
  let now = store.store.clock.now();
  const woken: string[] = [];
  let atWake = (): void => undefined;
  const app = createApi({
    ...{ database, kommo },
    authenticate: async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' }),
    fastspring: (account) => fastspring.forAccount(account, 'interactive', AbortSignal.timeout(20_000)),
    leadTags,
    wake: (account) => {
      woken.push(account);
      atWake();
    },
    now: () => now,
  });
  await app.register(payRoutes, { prisma, fastspringApiUrl: store.url, now: () => now });
  await app.register(paymentLinksRoutes);
  const lead = sandbox.addLead({ name: 'Acme' });
  const draft = {
    id: randomUUID(),
    kind: 'checkout',
    product: 'pro-monthly',
    quantity: 2,
    email: 'anna@acme.example',
    firstName: 'Anna',
    lastName: 'Schmidt',
    country: 'DE',
    postalCode: '10115',
  };
  const make = (changes: object = {}, leadId: number = lead.id) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/leads/${leadId}/payment-links`,
      headers: { 'accept-language': 'en' },
      payload: { ...draft, ...changes },
    });
  return {
    ...stack,
    store,
    app,
    lead,
    draft,
    make,
    connect,
    woken,
    /** called after every new link */
    onWake: (act: () => void) => {
      atWake = act;
    },
    letTimePass: (ms: number) => {
      now += ms;
    },
  };
}
