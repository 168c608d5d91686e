import { afterAll, vi } from 'vitest';

declare global {
  /** as they were when this process began: the test files of a worker share them */
  var globalsAtStart: ReturnType<typeof globalsNow> | undefined;
}

/** What a fake clock, a stub or a spy replaces. */
function globalsNow() {
  return {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    setImmediate: globalThis.setImmediate,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
    clearImmediate: globalThis.clearImmediate,
    queueMicrotask: globalThis.queueMicrotask,
    fetch: globalThis.fetch,
    Date: globalThis.Date,
    'Date.now': Date.now,
    'JSON.parse': JSON.parse,
    'performance.now': performance.now,
    'process.nextTick': process.nextTick,
  };
}

globalThis.globalsAtStart ??= globalsNow();

/**
 * Fails a file that leaves a fake behind: the next file of the same worker would wait for a clock that stands still.
 * Restores spies first, because one set on a fake clock brings that clock back when a later file restores it.
 */
afterAll(() => {
  vi.restoreAllMocks();
  const now = Object.entries(globalsNow());
  const atStart = new Map(Object.entries(globalThis.globalsAtStart ?? {}));
  const changed = now.filter(([name, value]) => atStart.get(name) !== value).map(([name]) => name);
  if (changed.length > 0) throw new Error(`this file leaves ${changed.join(', ')} replaced: restore it in the test`);
});
