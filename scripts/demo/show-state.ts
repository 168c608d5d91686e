import { readBoard } from './board.ts';
import type { DemoStage } from './demo-stage.ts';
import type { Played } from './play.ts';
import type { Progress } from './progress.ts';
import type { Round } from './round.ts';
import type { DemoState, Link, Outcome, StoryState } from './state.ts';
import { stepProblems } from './step-problems.ts';

/** What the page is shown of a round. */
export function stateOf(round: Round, { parts }: Progress): DemoState {
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

export function outcomeOf(played: Played): Outcome {
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
