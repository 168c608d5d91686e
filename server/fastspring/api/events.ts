import { z } from 'zod';
import { queryString } from '../../outward/query.ts';
import { readBatch } from '../webhook/batch.ts';
import { unreadable } from './answer.ts';
import type { FastspringApi } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

const moreSchema = z.object({ more: z.boolean().catch(false) });
const changedSchema = z.object({ result: z.literal('success') });

/** A store's events, and the secret of its webhooks. */
export function createEvents(requests: StoreRequests) {
  return {
    listEvents: async (which, filter) => {
      const path = `/events/${which}${queryString({ ...filter })}`;
      const answered = await requests.send({ method: 'GET', path });
      // The events stand in the answer as they do in a webhook's body.
      const events = readBatch(answered.text);
      if (events === undefined) throw unreadable(answered.subject, 'no list of events');
      return { events, ...readAnswer(answered, moreSchema) };
    },
    markEventProcessed: async (eventId) => {
      const path = `/events/${encodeURIComponent(eventId)}`;
      await requests.send({ method: 'POST', path, json: { processed: true } });
    },
    setWebhookSecret: async (url, hmacSecret) => {
      const json = { url, hmacSecret };
      readAnswer(await requests.send({ method: 'POST', path: '/webhooks/keys', json }), changedSchema);
    },
  } satisfies Partial<FastspringApi>;
}
