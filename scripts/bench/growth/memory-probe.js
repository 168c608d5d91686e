import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

// Loaded into a service under measurement (`--import`, with --expose-gc): on SIGWINCH it collects its garbage and writes
// what is left. What lies outside V8's heap is freed by tasks that run after a collection.
process.on('SIGWINCH', async () => {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await wait(100);
  }
  writeFileSync(process.env.MEMORY_PROBE_FILE ?? '', JSON.stringify(process.memoryUsage()));
});
