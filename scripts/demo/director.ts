import type { DemoStage } from './demo-stage.ts';
import type { Command } from './front.ts';
import type { Played } from './play.ts';
import { closeRound, newRound, playNext, type RoundParts, startRound } from './round.ts';
import { outcomeOf, stateOf } from './show-state.ts';
import type { DemoState } from './state.ts';

/** ms between two steps that play by themselves: time to read */
const readingTime = 7_000;

/** Starts the demo behind its page, plays its story on command, and knows what the page shows. */
export interface Director {
  readonly start: () => Promise<void>;
  readonly command: (command: Command) => void;
  readonly readState: () => DemoState;
  /** @throws Error before the start is over */
  readonly stage: () => DemoStage;
  /** of this round, in their order */
  readonly played: () => readonly Played[];
  readonly close: () => Promise<void>;
}

interface DirectorOptions extends RoundParts {
  readonly print: (line: string) => void;
}

export function createDirector({ print, ...parts }: DirectorOptions): Director {
  let round = newRound();
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function next(): Promise<void> {
    const done = await playNext(round);
    if (done !== null) print(`${done.step.title.padEnd(34)} ${outcomeOf(done).text}`);
  }

  async function playOn(): Promise<void> {
    await next();
    if (round.played.length >= round.steps.length) round.isPlaying = false;
    if (round.isPlaying) pause = setTimeout(() => void playOn().catch(fail), readingTime);
  }

  function switchPlaying(): void {
    clearTimeout(pause);
    round.isPlaying = !round.isPlaying && round.stage !== null;
    if (round.isPlaying) void playOn().catch(fail);
  }

  async function again(): Promise<void> {
    if (round.stage === null || round.isBusy) return;
    const former = round;
    clearTimeout(pause);
    round = newRound();
    parts.progress.restart();
    parts.front.detach();
    await closeRound(former);
    await startRound(round, parts);
  }

  const fail = (error: unknown): void => {
    round.isPlaying = false;
    print(error instanceof Error ? error.message : String(error));
  };

  return {
    start: () => startRound(round, parts),
    command: (command) => {
      if (command === 'play') switchPlaying();
      else void (command === 'next' ? next() : again()).catch(fail);
    },
    readState: () => stateOf(round, parts.progress),
    stage: () => {
      if (round.stage === null) throw new Error('The demo has not started');
      return round.stage;
    },
    played: () => round.played,
    close: () => {
      clearTimeout(pause);
      return closeRound(round);
    },
  };
}
