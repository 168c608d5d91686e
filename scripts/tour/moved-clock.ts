/**
 * Moves the clock of every process that imports this by `CLOCK_AHEAD_MS`: the tour's pictures then show the same dates
 * in every run.
 */
const machine = Date;
let ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = (): number => machine.now() + ahead;

globalThis.Date = new Proxy(machine, {
  construct: (target, values, made) => Reflect.construct(target, values.length === 0 ? [now()] : values, made),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

/** From here on it is this moment, in this process and in those started with the returned environment. */
export function beginAt(moment: Date): Readonly<Record<string, string>> {
  ahead = moment.getTime() - machine.now();
  return { CLOCK_AHEAD_MS: String(ahead), NODE_OPTIONS: `--import ${import.meta.url}` };
}
