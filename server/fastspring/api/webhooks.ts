import { z } from 'zod';
import type { FastspringApi } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

const changedSchema = z.object({ result: z.literal('success') });

export function createWebhooks(requests: StoreRequests): Pick<FastspringApi, 'setWebhookSecret'> {
  return {
    setWebhookSecret: async (url, hmacSecret) => {
      const json = { url, hmacSecret };
      readAnswer(await requests.send({ method: 'POST', path: '/webhooks/keys', json }), changedSchema);
    },
  };
}
