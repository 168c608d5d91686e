import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '../../../server/api/api-routes.ts';
import { createFastspring } from '../../../server/fastspring/api/fastspring-api.ts';
import { createLeadTags } from '../../../server/matching/lead-tag.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { startKommoStack } from '../kommo/kommo-stack.ts';
import { hashPerson } from '../personal-data/guard.ts';
import { testSealer, testSecret } from '../platform/crypto/test-sealer.ts';
import { apiConfig } from './api-config.ts';

const nothing = '00000000-0000-0000-0000-000000000000';
const person = { email: 'x@bluebird.example', lang: 'en', isAdmin: false, isActive: true };
const methodSchema = z.enum(['GET', 'POST', 'PUT', 'DELETE']);
const onlyOwn = { view: 'M', edit: 'M' } as const;

/**
 * The API as the service has it, and people of one account: an administrator, who is responsible for the lead, a seller
 * who sees all leads, one who sees only his own, and one like him with access to all buyers in the settings.
 */
export async function setPeopleScene() {
  const stack = await startKommoStack({ sandbox: { limit: { requests: Infinity } } });
  const { sandbox, database, prisma, kommo, accountId } = stack;
  const users = sandbox.account().users;
  const [administrator, seller, inactive] = users.map(({ id }) => id);
  users.push({ ...person, id: 71, name: 'Ines', leadRights: onlyOwn });
  users.push({ ...person, id: 72, name: 'Juri', leadRights: onlyOwn, personRights: { view: 'M' } });
  users.push({ ...person, id: 73, name: 'Kim', leadRights: { view: 'A', edit: 'D' } });
  const byAdministrator = { userId: administrator ?? 0 };
  const company = sandbox.addCompany({ name: 'Acme' }, byAdministrator);
  const contact = sandbox.addContact(
    { name: 'Anna', emails: ['anna@acme.example'], companyId: company.id },
    byAdministrator,
  );
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] }, byAdministrator);
  await prisma.account.update({ where: { id: accountId }, data: { settings: { access: { buyers: [72] } } } });
  const why = { code: 'severalLeads', params: {} };
  const candidate = {
    leadId: lead.id,
    contactId: null,
    companyId: null,
    reason: 'domain',
    confidence: 50,
    details: {},
  };
  const customer = (identity: string, candidates: object[]) =>
    prisma.customer.create({
      data: {
        accountId,
        identity,
        email: `${identity}@acme.example`,
        matchState: 'unmatched',
        match: { why, candidates },
      },
    });
  const suggested = await customer('anna', [candidate]);
  const other = await customer('berta', []);
  const fastspring = createFastspring({
    prisma,
    sealer: testSealer,
    config: { fastspringApiUrl: 'http://127.0.0.1:9' },
    clock: () => performance.now(),
  });
  onTestFinished(fastspring.close);
  const app = createServer();
  onTestFinished(() => app.close());
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat().filter((each) => each !== 'HEAD' && each !== 'OPTIONS');
    if (url.startsWith('/api/v1/')) routes.push(...methods.map((each) => `${each} ${url}`));
  });
  await app.register(apiRoutes, {
    config: { ...apiConfig, ...stack.config },
    database,
    sealer: testSealer,
    leadTags: createLeadTags(testSecret),
    hashPerson,
    kommo,
    fastspring,
    rulesFromEnvironment: [],
    wake: () => undefined,
  });

  const ask = async (userId: number | undefined, route: string, payload?: object) => {
    const [method = '', path = ''] = route.split(' ');
    const url = path
      .replace(':leadId', String(lead.id))
      .replace(':contactId', String(contact.id))
      .replace(':companyId', String(company.id))
      .replace('/customers/:customerId/lead', `/customers/${nothing}/lead`)
      .replace(':customerId', suggested.id)
      .replace(':id', path.includes('imports') ? nothing : '999');
    const token = sandbox.oneTimeToken({ claims: { user_id: userId, is_admin: undefined } });
    const headers = { 'x-auth-token': token, 'accept-language': 'en' };
    return app.inject({ method: methodSchema.parse(method), url, headers, ...(payload && { payload }) });
  };
  return {
    ...stack,
    app,
    lead,
    contact,
    company,
    suggested,
    other,
    routes,
    ask,
    ids: { administrator, seller, inactive },
  };
}
