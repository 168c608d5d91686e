import type { Part } from './progress.ts';

/** What `/demo/state` answers: everything that the board and the story's bar show. */
export interface DemoState {
  readonly phase: 'starting' | 'ready' | 'failed';
  readonly parts: readonly Part[];
  /** null until Kommo's sandbox is there */
  readonly board: Board | null;
  /** null until the story can begin */
  readonly story: StoryState | null;
  readonly links: readonly Link[];
}

export interface Link {
  readonly name: string;
  readonly address: string;
}

export interface Board {
  readonly pipeline: string;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly color: string;
  readonly leads: readonly BoardLead[];
}

export interface BoardLead {
  readonly id: number;
  readonly name: string;
  readonly contact: string;
  /** as Kommo writes it */
  readonly price: string;
  /** the value of the lead's field Payment status; null before the first payment */
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly openTasks: readonly string[];
  /** grows with each note, task and move */
  readonly version: string;
}

export interface StoryState {
  /** the number of played steps */
  readonly done: number;
  readonly isBusy: boolean;
  readonly isPlaying: boolean;
  readonly steps: readonly StepState[];
}

interface StepState {
  readonly title: string;
  /** what FastSpring sends */
  readonly sends: string;
  /** what will change */
  readonly changes: string;
  readonly leadId: number;
  readonly lead: string;
  readonly outcome: Outcome | null;
}

export interface Outcome {
  readonly text: string;
  readonly isRight: boolean;
}
