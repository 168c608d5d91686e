import { defaultPipelines } from '../../testing/sandbox/kommo/records/defaults.ts';
import type { Scene } from '../demo/stage.ts';
import type { Language, Words } from './words.ts';

/** An account in this language: its pipeline, its deal and its rules. */
export function sceneIn(language: Language, words: Words): Scene {
  const [, , , negotiation = '', subscribed = '', won = ''] = words.account.stages;
  return {
    account: {
      subdomain: 'demo',
      language,
      pipelines: pipelinesIn(words),
      taskTypes: [{ id: 1, name: words.account.taskType, code: 'FOLLOW_UP' }],
    },
    deal: { name: `Acme – ${words.product}`, stage: negotiation },
    rules: (moveTo) => [
      {
        on: 'order.completed',
        moveTo: moveTo(subscribed),
        setPrice: true,
        task: { typeId: 1, text: words.tasks.welcome, dueInHours: 24 },
      },
      { on: 'subscription.activated', moveTo: moveTo(won) },
      { on: 'subscription.payment.overdue', task: { typeId: 1, text: words.tasks.overdue, dueInHours: 4 } },
    ],
  };
}

/** The sandbox's own, renamed; the second one would only show another name. */
function pipelinesIn({ account }: Words): NonNullable<Scene['account']['pipelines']> {
  let lastId = 0;
  const pipelines = defaultPipelines(() => {
    lastId += 1;
    return lastId;
  });
  return pipelines.slice(0, 1).map((pipeline) => ({
    ...pipeline,
    name: account.pipeline,
    statuses: pipeline.statuses.map((status, index) => ({ ...status, name: account.stages[index] ?? status.name })),
  }));
}
