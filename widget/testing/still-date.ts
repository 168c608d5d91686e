import { afterAll, beforeAll, vi } from 'vitest';

/** The day on which every picture is taken. */
export const NOW = new Date('2026-11-20T13:02:11.000Z');

/** The date stands still for a whole test file: what is sampled there must be the same on every day. Timers go on. */
export function keepDateStill(): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
}
