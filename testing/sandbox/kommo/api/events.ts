import type { FastifyInstance } from 'fastify';
import type { Account } from '../records/account.ts';
import type { AccountEvent } from '../records/entities.ts';
import type { Authenticate } from './caller.ts';
import { sendPage } from './page.ts';
import { listParameter, numbersParameter, parametersOf, rangeParameter } from './parameters.ts';
import { KommoProblem } from './problem.ts';
import { renderEvent } from './render.ts';

const MAXIMUM_ENTITY_IDS = 10;

/** `GET /events`, newest first, up to 250 a page: https://developers.kommo.com/reference/events-list */
export function eventRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/events', async (request, reply) => {
    const { account, base } = authenticate(request);
    const events = matchingEvents(account, parametersOf(request)).toReversed();
    return sendPage(request, reply, 'events', events, (event) => renderEvent(account, event, base));
  });
}

function matchingEvents(account: Account, parameters: URLSearchParams): AccountEvent[] {
  const types = listParameter(parameters, 'filter[type]');
  const entities = listParameter(parameters, 'filter[entity]');
  const entityIds = numbersParameter(parameters, 'filter[entity_id]');
  const createdBy = numbersParameter(parameters, 'filter[created_by]');
  const created = rangeParameter(parameters, 'filter[created_at]');
  if (entityIds.length > 0 && entities.length !== 1) {
    throw new KommoProblem(400, 'filter[entity_id] needs exactly one filter[entity]');
  }
  if (entityIds.length > MAXIMUM_ENTITY_IDS) {
    throw new KommoProblem(400, `filter[entity_id] takes up to ${MAXIMUM_ENTITY_IDS} ids`);
  }
  return account.events.filter(
    (event) =>
      (types.length === 0 || types.includes(event.type)) &&
      (entities.length === 0 || entities.includes(event.entity_type)) &&
      (entityIds.length === 0 || entityIds.includes(event.entity_id)) &&
      (createdBy.length === 0 || createdBy.includes(event.created_by)) &&
      created(event.created_at),
  );
}
