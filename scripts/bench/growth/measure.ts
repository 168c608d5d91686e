import { printFigure } from '../figure.ts';

/** A question to the database as the service asks it. */
export interface Question {
  readonly name: string;
  /** ms */
  readonly atMost: number;
  readonly ask: () => Promise<unknown>;
}

/** an odd number, so that there is a middle */
const rounds = 7;
/** ms; what takes longer is measured once */
const longRound = 2_000;

/** Prints the median time of each, and how many took longer than they may. */
export async function measure(state: string, questions: readonly Question[]): Promise<void> {
  let late = 0;
  for (const { name, atMost, ask } of questions) {
    const figure = `${state}: ${name} (at most ${atMost})`;
    try {
      const time = await medianTime(ask);
      if (time > atMost) late += 1;
      printFigure(figure, time.toFixed(1), 'ms');
    } catch (error) {
      late += 1;
      process.exitCode = 1;
      printFigure(figure, 'failed');
      console.error(error instanceof Error ? error.message : error);
    }
  }
  printFigure(`${state}: figures above their limit (0)`, late);
}

async function medianTime(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  // The first run opens connections and prepares the statement.
  for (let round = -1; round < rounds; round += 1) {
    const began = performance.now();
    await ask();
    const time = performance.now() - began;
    if (round < 0) continue;
    if (time > longRound) return time;
    times.push(time);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}
