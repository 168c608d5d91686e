/**
 * The result of `make` for a name, made once and kept. Beyond `atMost` one is dropped that was not asked for since the map
 * was half full, or the longest time ago: what many ask for stays, whoever asks for rare ones in between.
 */
export function keep<Made>(kept: Map<string, Made>, atMost: number, name: string, make: () => Made): Made {
  const known = kept.get(name);
  // Their order counts when some are dropped, and to keep it takes longer than most of what asks.
  if (known !== undefined && kept.size * 2 <= atMost) return known;
  const made = known ?? make();
  kept.delete(name);
  kept.set(name, made);
  const [oldest = name] = kept.size > atMost ? kept.keys() : [];
  if (oldest !== name) kept.delete(oldest);
  return made;
}
