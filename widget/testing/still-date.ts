import { afterAll, beforeAll, vi } from 'vitest';

/** The date of every picture. */
export const NOW = new Date('2026-11-20T13:02:11.000Z');

/** Stops the date for a whole test file: its samples must be the same on every day. Timers go on. */
export function keepDateStill(): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
}
