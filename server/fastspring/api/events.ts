import { z } from 'zod';
import { queryString } from '../../outward/query.ts';
import { readBatch } from '../webhook/batch.ts';
import { unreadable } from './answer.ts';
import type { FastspringApi } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

const moreSchema = z.object({ more: z.boolean().catch(false) });

export function createEvents(requests: StoreRequests): Pick<FastspringApi, 'listEvents' | 'markEventProcessed'> {
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
      await requests.send({
        method: 'POST',
        path: `/events/${encodeURIComponent(eventId)}`,
        json: { processed: true },
      });
    },
  };
}
