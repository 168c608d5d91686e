import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { readBoard } from './board.ts';
import { type DemoParts, type DemoStage, startDemoStage } from './demo-stage.ts';
import type { Command, Front } from './front.ts';
import { type Played, play } from './play.ts';
import type { Progress } from './progress.ts';
import { createStory, type Step } from './scenario.ts';
import { countUnmatched } from './settle.ts';
import type { DemoState, Link, Outcome, StoryState } from './state.ts';
import { stepProblems } from './step-problems.ts';

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

interface DirectorOptions {
  readonly parts: DemoParts;
  readonly front: Front;
  readonly progress: Progress;
  readonly print: (line: string) => void;
}

/** What lives from a start until the next one. */
interface Round {
  kommo: KommoSandbox | null;
  stage: DemoStage | null;
  steps: readonly Step[];
  played: Played[];
  unmatched: number;
  problem: unknown;
  isBusy: boolean;
  isPlaying: boolean;
  readonly closers: (() => Promise<unknown>)[];
}

export function createDirector({ parts, front, progress, print }: DirectorOptions): Director {
  let round = newRound();
  let pause: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    const current = round;
    try {
      const stage = await startDemoStage({
        parts,
        front,
        progress,
        onLeads: (kommo) => {
          current.kommo = kommo;
        },
        onClose: (close) => current.closers.unshift(close),
      });
      current.unmatched = await countUnmatched(stage);
      current.steps = createStory(stage);
      current.stage = stage;
      front.open();
    } catch (error) {
      current.problem = error;
      throw error;
    }
  }

  async function next(): Promise<void> {
    const { stage, steps, played, isBusy } = round;
    const step = steps[played.length];
    if (stage === null || step === undefined || isBusy) return;
    const current = round;
    current.isBusy = true;
    try {
      const done = await play(stage, step);
      played.push(done);
      current.unmatched = await countUnmatched(stage);
      print(`${step.title.padEnd(34)} ${outcomeOf(done).text}`);
    } finally {
      current.isBusy = false;
    }
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
    const { closers } = round;
    clearTimeout(pause);
    round = newRound();
    progress.restart();
    front.detach();
    await closeAll(closers);
    await start();
  }

  const fail = (error: unknown): void => {
    round.isPlaying = false;
    print(error instanceof Error ? error.message : String(error));
  };

  return {
    start,
    command: (command) => {
      if (command === 'play') switchPlaying();
      else void (command === 'next' ? next() : again()).catch(fail);
    },
    readState: () => stateOf(round, progress),
    stage: () => {
      if (round.stage === null) throw new Error('The demo has not started');
      return round.stage;
    },
    played: () => round.played,
    close: () => {
      clearTimeout(pause);
      return closeAll(round.closers);
    },
  };
}

function newRound(): Round {
  return {
    kommo: null,
    stage: null,
    steps: [],
    played: [],
    unmatched: 0,
    problem: null,
    isBusy: false,
    isPlaying: false,
    closers: [],
  };
}

async function closeAll(closers: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers) await close();
}

function stateOf(round: Round, { parts }: Progress): DemoState {
  const { kommo, stage, problem } = round;
  return {
    phase: problem !== null ? 'failed' : stage === null ? 'starting' : 'ready',
    parts,
    board: kommo && readBoard(kommo),
    story: stage && storyOf(round, stage),
    links: stage === null ? [] : linksOf(stage, round.unmatched),
  };
}

function storyOf({ steps, played, isBusy, isPlaying }: Round, { leads }: DemoStage): StoryState {
  return {
    done: played.length,
    isBusy,
    isPlaying,
    steps: steps.map(({ title, sends, changes, lead }, index) => {
      const done = played[index];
      const { id, name } = leads[lead];
      return { title, sends, changes, leadId: id, lead: name, outcome: done === undefined ? null : outcomeOf(done) };
    }),
  };
}

function outcomeOf(played: Played): Outcome {
  const { step, status, note, stageName, tasksAdded, seconds, reason } = played;
  const problems = stepProblems(played);
  if (problems.length > 0) return { text: problems.join('; '), isRight: false };
  if (step.delivery === 'forged') return { text: `answered ${status}, nothing changed`, isRight: true };
  if (note === null) return { text: `answered ${status}, nothing changed on this lead (${reason})`, isRight: true };
  // Without the order's number, the address and the mark: the card shows them.
  const short = note.split(/ · (?:order|subscription) /)[0];
  const parts = [`“${short}”`, stageName, ...(tasksAdded > 0 ? [`${tasksAdded} task`] : [])];
  return { text: `${parts.join(' · ')} · ${seconds?.toFixed(1)} s`, isRight: true };
}

function linksOf({ kommo, leads }: DemoStage, unmatched: number): readonly Link[] {
  const settings = new URL(kommo.advancedSettingsUrl()).pathname;
  return [
    { name: 'Board', address: '/' },
    { name: 'A lead’s card', address: `/leads/detail/${leads.acme.id}` },
    { name: 'List of leads', address: '/leads/list' },
    { name: 'Settings', address: settings },
    { name: `Unmatched payments (${unmatched})`, address: `${settings}#pvf-unmatched` },
  ];
}
