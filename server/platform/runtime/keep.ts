/** The result of `make` for a name, made once and kept. All are dropped before there would be more than `atMost`. */
export function keep<Made>(kept: Map<string, Made>, atMost: number, name: string, make: () => Made): Made {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = make();
  if (kept.size >= atMost) kept.clear();
  kept.set(name, made);
  return made;
}
