import { z } from 'zod';
import { createLeadRoute } from '../../../server/api/customers/create-lead-route.ts';
import { resyncRoute } from '../../../server/api/customers/resync-route.ts';
import { pauseRoutes } from '../../../server/api/pause/pause-route.ts';
import { leadFieldsRoutes } from '../../../server/api/settings/lead-fields-route.ts';
import { statusRoutes } from '../../../server/api/status/status-route.ts';
import { startCreating } from '../sync/creating-stack.ts';
import { anna } from '../sync/fastspring-events.ts';
import { createApi } from './api-server.ts';

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'DELETE']);

/**
 * Anna with one lead, rules that move it and create a task, new leads for unknown customers, and Maya Lindqvist, an
 * administrator who pauses and resyncs through the API.
 */
export async function setOperationsScene() {
  const stack = await startCreating();
  const { sandbox, database, accountId, kommo } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const [sales] = sandbox.account().pipelines;
  const subscribed = sales?.statuses.find(({ name }) => name === 'Subscribed')?.id ?? 0;
  const task = { typeId: 1, text: 'Welcome them', dueInHours: 24 };
  await stack.saveSettings({
    matching: { createWhenUnmatched: 'lead' },
    rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId: subscribed }, task }],
  });
  await kommo.memory.users(accountId);
  stack.passTime(60_000);

  const userId = sandbox.account().users[0]?.id ?? 0;
  const authenticate = async () => ({ accountId, userId, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate, now: stack.now });
  await app.register(pauseRoutes);
  await app.register(resyncRoute);
  await app.register(createLeadRoute, { timeoutMs: 1 });
  await app.register(leadFieldsRoutes);
  await app.register(statusRoutes);
  const ask = async (route: string, payload?: object) => {
    const [method = '', url = ''] = route.split(' ');
    const headers = { 'accept-language': 'en' };
    return app.inject({ method: methodSchema.parse(method), url, headers, ...(payload && { payload }) });
  };
  return {
    ...stack,
    lead,
    subscribed,
    userId,
    ask,
    /** the requests that changed something in Kommo; renewing a token does not */
    writes: () =>
      sandbox.requests
        .filter(({ method, path }) => method !== 'GET' && path.includes('/api/v4'))
        .map(({ path }) => path),
    pause: (reason = 'The pipeline is being rebuilt') => ask('PUT /api/v1/pause', { reason }),
    resume: () => ask('DELETE /api/v1/pause'),
  };
}
