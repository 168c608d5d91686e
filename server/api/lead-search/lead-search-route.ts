import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { keepEditable } from '../people/lead-access.ts';
import type { Api } from '../prepare-api.ts';
import { isInNoText, searchWords } from '../search-words.ts';
import type { FoundLeads } from './lead-search-view.ts';
import { searchLeads } from './search-leads.ts';

/** ms; a person waits no longer, whatever Kommo or its rate limit does */
const answeredWithin = 10_000;

/** A number may be shorter than a word. */
const querySchema = z.object({
  search: z.union([
    z
      .string()
      .trim()
      .regex(/^#?\d{1,15}$/),
    searchWords,
  ]),
});

interface LeadSearchOptions {
  readonly timeoutMs?: number;
}

/**
 * `GET /api/v1/leads?search=`: any lead in Kommo, to link a customer to. For administrators, and for people who may see all
 * buyers: only these may link a customer that no card suggests. They find the leads that they may change.
 */
export async function leadSearchRoute(app: Api, { timeoutMs = answeredWithin }: LeadSearchOptions): Promise<void> {
  const { memory } = app.kommo;
  const route = {
    config: { buyers: true },
    schema: { querystring: querySchema },
    schemaErrorFormatter: badSearch,
  } as const;

  app.get('/api/v1/leads', route, async ({ user, query: { search } }): Promise<FoundLeads> => {
    if (isInNoText(search)) return { leads: [], contactsWithoutLeads: [] };
    const { accountId } = user;
    const found = searchLeads(
      {
        kommo: app.kommo.forAccount(accountId, 'interactive'),
        pipelines: () => memory.pipelines(accountId),
        keepEditable: (leads) => keepEditable(memory, user, leads),
      },
      search,
    );
    return withinTime(found, timeoutMs);
  });
}

async function withinTime<Found>(found: Promise<Found>, timeoutMs: number): Promise<Found> {
  const over = new AbortController();
  const late = wait(timeoutMs, null, { signal: over.signal }).then(
    () => Promise.reject(tooSlow()),
    () => found,
  );
  try {
    return await Promise.race([found, late]);
  } finally {
    over.abort();
    // Answered already: a later failure is nobody's.
    found.catch(() => undefined);
  }
}

function tooSlow(): Problem {
  return new Problem(503, 'Kommo takes too long', 'Kommo did not answer in time. Try again in a minute.', {
    code: 'kommo_unreachable',
  });
}

function badSearch(): Problem {
  return new Problem(400, 'Search not valid', 'Type at least three letters of the name or the e-mail, or a number.', {
    code: 'search_too_short',
  });
}
