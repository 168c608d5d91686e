import type { AccountRequests } from './account-requests.ts';
import type { KommoApi } from './api.ts';
import { createElementRequests } from './list-elements.ts';
import { createReads } from './reads.ts';
import { createWrites } from './writes.ts';

export function createKommoApi(requests: AccountRequests): KommoApi {
  return { ...createReads(requests), ...createWrites(requests), ...createElementRequests(requests) };
}
