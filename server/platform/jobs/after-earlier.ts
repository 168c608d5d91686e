/**
 * Runs of one item in one process follow each other: pg-boss starts an item again whose heartbeat a long transaction held
 * up, and its earlier run ends first, in whatever way. A run that lost the item while it waited does not begin.
 * @param runs the last run of each item
 */
export async function afterEarlier(
  runs: Map<string, Promise<void>>,
  item: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const earlier = runs.get(item) ?? Promise.resolve();
  // Stored before it begins: of several runs that wait for the same one, each waits for the one before it.
  const run = earlier.catch(() => undefined).then(() => (signal.aborted ? undefined : work()));
  runs.set(item, run);
  try {
    await run;
  } finally {
    if (runs.get(item) === run) runs.delete(item);
  }
}
