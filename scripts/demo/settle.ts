import { z } from 'zod';
import type { AskAsAdministrator } from './connect.ts';

interface Asked {
  readonly askAsAdministrator: AskAsAdministrator;
}

/** How long anything may take before the demo gives up, ms. No measure of speed. */
const timeoutMs = 180_000;

/** @throws Error when it does not become true */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

const statusSchema = z.object({
  backlog: z.object({ events: z.number(), effects: z.number(), customers: z.number() }),
  unmatchedCustomers: z.number(),
});
const eventsSchema = z.object({ events: z.array(z.object({ status: z.string() })) });

/** @returns at most a page's number */
export async function countEvents({ askAsAdministrator }: Asked): Promise<number> {
  return eventsSchema.parse(await askAsAdministrator('/api/v1/events')).events.length;
}

/** Waits until the service has stored this many events in total, and has no work left for them. */
export function untilDone(stage: Asked, events: number, what: string): Promise<void> {
  return until(async () => (await countEvents(stage)) === events && (await isIdle(stage)), what);
}

/** Waits until no work is left for what was acknowledged; between two steps of the work there may seem to be none. */
export function untilIdle(stage: Asked, what: string): Promise<void> {
  let inRow = 0;
  return until(async () => {
    inRow = (await isIdle(stage)) ? inRow + 1 : 0;
    return inRow === 3;
  }, what);
}

async function isIdle({ askAsAdministrator }: Asked): Promise<boolean> {
  const { backlog } = statusSchema.parse(await askAsAdministrator('/api/v1/status'));
  return backlog.events + backlog.effects + backlog.customers === 0;
}

export async function countUnmatched({ askAsAdministrator }: Asked): Promise<number> {
  return statusSchema.parse(await askAsAdministrator('/api/v1/status')).unmatchedCustomers;
}
