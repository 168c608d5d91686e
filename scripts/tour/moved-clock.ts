/**
 * Moves the time of every process that imports this, by what `CLOCK_AHEAD_MS` says: the tour's pictures then show the same
 * dates whenever they are drawn.
 */
const machine = Date;
let ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = (): number => machine.now() + ahead;

globalThis.Date = new Proxy(machine, {
  construct: (target, values, made) => Reflect.construct(target, values.length === 0 ? [now()] : values, made),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

/** From here on it is this moment, here and in the processes started with what this gives. */
export function beginAt(moment: Date): Readonly<Record<string, string>> {
  ahead = moment.getTime() - machine.now();
  return { CLOCK_AHEAD_MS: String(ahead), NODE_OPTIONS: `--import ${import.meta.url}` };
}
