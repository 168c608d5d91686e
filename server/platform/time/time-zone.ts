import { keep } from '../runtime/keep.ts';

/** The moment at which the zone's clocks show `local`, a wall-clock time written as if it were UTC. */
export function fromLocal(local: number, timeZone: string): number {
  const guess = local - offsetAt(local, timeZone);
  return local - offsetAt(guess, timeZone);
}

/** How many ms the zone's clocks are ahead of UTC at that moment. */
export function offsetAt(moment: number, timeZone: string): number {
  const parts = keep(clocks, clocksAtMost, timeZone, () => clockIn(timeZone)).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(moment / 1000) * 1000;
}

/** More than a day's readers are in; any text may be asked for. Each takes 46 KB that V8 does not count. */
const clocksAtMost = 100;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when Intl does not know the zone */
function clockIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** The zone, or UTC where Intl does not know its name. */
export function knownZone(timeZone: string): string {
  try {
    offsetAt(0, timeZone);
    return timeZone;
  } catch {
    return 'UTC';
  }
}
