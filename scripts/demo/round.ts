import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { type DemoParts, type DemoStage, startDemoStage } from './demo-stage.ts';
import type { Front } from './front.ts';
import { type Played, play } from './play.ts';
import type { Progress } from './progress.ts';
import { createStory, type Step } from './scenario.ts';
import { countUnmatched } from './settle.ts';

/** What lives from a start of the demo until the next one. */
export interface Round {
  kommo: KommoSandbox | null;
  stage: DemoStage | null;
  steps: readonly Step[];
  /** in their order */
  readonly played: Played[];
  unmatched: number;
  problem: unknown;
  isBusy: boolean;
  isPlaying: boolean;
  isClosed: boolean;
  /** the last opened first */
  readonly closers: (() => Promise<unknown>)[];
}

export interface RoundParts {
  readonly parts: DemoParts;
  readonly front: Front;
  readonly progress: Progress;
}

export function newRound(): Round {
  return {
    ...{ kommo: null, stage: null, steps: [], played: [], unmatched: 0, problem: null },
    ...{ isBusy: false, isPlaying: false, isClosed: false, closers: [] },
  };
}

/** Starts everything behind the page, and then shows Kommo's pages too. */
export async function startRound(round: Round, { parts, front, progress }: RoundParts): Promise<void> {
  try {
    const stage = await startDemoStage({
      parts,
      front,
      progress,
      onLeads: (kommo) => {
        round.kommo = kommo;
      },
      // A visitor may end the demo while it starts.
      onClose: (close) => void (round.isClosed ? close() : round.closers.unshift(close)),
    });
    round.unmatched = await countUnmatched(stage);
    round.steps = createStory(stage);
    round.stage = stage;
    keepCounting(round, stage);
    front.open();
  } catch (error) {
    round.problem = error;
    throw error;
  }
}

/** A visitor links payments and imports too, outside the story. A missed count comes with the next one. */
function keepCounting(round: Round, stage: DemoStage): void {
  const timer = setInterval(() => {
    countUnmatched(stage).then(
      (count) => {
        round.unmatched = count;
      },
      () => undefined,
    );
  }, 3_000);
  round.closers.unshift(async () => clearInterval(timer));
}

/** @returns what happened; null where there is no next step now */
export async function playNext(round: Round): Promise<Played | null> {
  const { stage, steps, played, isBusy } = round;
  const step = steps[played.length];
  if (stage === null || step === undefined || isBusy) return null;
  round.isBusy = true;
  try {
    const done = await play(stage, step);
    round.unmatched = await countUnmatched(stage);
    played.push(done);
    return done;
  } finally {
    round.isBusy = false;
  }
}

export async function closeRound(round: Round): Promise<void> {
  round.isClosed = true;
  for (const close of round.closers) await close();
}
