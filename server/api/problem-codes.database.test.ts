import { expect, test } from 'vitest';
import { setPeopleScene } from '../../testing/server/api/people-scene.ts';
import texts from '../../widget/i18n/en.json' with { type: 'json' };

const { page, paymentLink, panel } = texts;
const words = new Set(
  [page.refusals, paymentLink.refusals, panel.failure.codes].flatMap((codes) => Object.keys(codes)),
);

test('no refusal leaves the API without a code that the widget has words for', async () => {
  const { ask, ids, routes } = await setPeopleScene();
  const others = [undefined, ids.seller, 73, 999];
  const bodies = [undefined, {}, [], { fastspring: 7, rules: 'x', reason: '', contacts: 'x', leadIds: [] }];
  const withoutWords: unknown[] = [];
  let refused = 0;
  const judge = async (caller: number | undefined, route: string, body?: object) => {
    const answer = await ask(caller, route, body);
    if (answer.statusCode < 400) return;
    refused += 1;
    if (!words.has(answer.json().code)) withoutWords.push([route, answer.statusCode, answer.body]);
  };
  for (const route of routes) {
    for (const caller of others) await judge(caller, route);
    for (const part of ['0', 'x', '00000000-0000-0000-0000-000000000000']) {
      for (const body of bodies) await judge(ids.administrator, route.replaceAll(/:\w+/g, part), body);
    }
  }
  expect(refused).toBeGreaterThan(200);
  expect(withoutWords).toEqual([]);
});
