import { addProduct, type FastSpringSandbox, startFastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import type { Product } from '../../testing/sandbox/fastspring/records.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';

export const proPlan: Product = {
  path: 'pro-plan',
  name: 'Pro plan',
  sku: 'PRO',
  prices: { EUR: '100.00', USD: '109.00' },
  interval: { unit: 'month', length: 1 },
};

/** The integration's, the same at every start. */
const keys = { clientId: '00000000-0000-4000-8000-000000000000', clientSecret: 'not-a-real-secret-of-the-sandbox' };

export interface SandboxWorld {
  readonly kommo: KommoSandbox;
  readonly fastspring: FastSpringSandbox;
  /** what the pages show as the installed widget */
  readonly widgetDirectory: string;
}

/**
 * A Kommo with two leads and a FastSpring with one product, for the service at an address.
 * @param ports of Kommo and of FastSpring; 0 takes any free one
 * @throws Error when a port is taken
 */
export async function startSandboxWorld(options: {
  readonly serviceUrl: string;
  readonly widgetDirectory: string;
  readonly ports: { readonly kommo: number; readonly fastspring: number };
}): Promise<SandboxWorld & { readonly close: () => Promise<void> }> {
  const { serviceUrl, widgetDirectory, ports } = options;
  const fastspring = await startFastSpringSandbox({ port: ports.fastspring, checkouts: 'here' });
  addProduct(fastspring.store, proPlan);
  const kommo = await startKommoSandbox({
    port: ports.kommo,
    widgetDirectory,
    integration: { ...keys, redirectUri: `${serviceUrl}/oauth/callback` },
  });
  addLead('Acme GmbH – Pro plan', 'Anna Schmidt', 'anna@acme.example');
  addLead('Globex – renewal', 'Gil Ortega', 'gil@globex.example');
  return {
    ...{ kommo, fastspring, widgetDirectory },
    close: async () => {
      await kommo.close();
      await fastspring.close();
    },
  };

  function addLead(name: string, person: string, email: string): void {
    const contact = kommo.addContact({ name: person, emails: [email] });
    kommo.addLead({ name, contactIds: [contact.id] });
  }
}

/** The service's environment between the two, a line for each variable of `.env`. */
export function environmentOf({ kommo, fastspring }: SandboxWorld, serviceUrl: string): string {
  const { clientId, clientSecret } = kommo.integration();
  return [
    `PUBLIC_URL=${serviceUrl}`,
    `KOMMO_CLIENT_ID=${clientId}`,
    `KOMMO_CLIENT_SECRET=${clientSecret}`,
    `KOMMO_ORIGIN_TEMPLATE=${kommo.originTemplate}`,
    `KOMMO_OAUTH_URL=${kommo.oauthUrl}`,
    `FASTSPRING_API_URL=${fastspring.url}`,
  ].join('\n');
}
