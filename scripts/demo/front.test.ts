import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Command, type Front, startFront } from './front.ts';

let front: Front;
let commands: Command[];

beforeEach(async () => {
  commands = [];
  front = await startFront({
    port: 0,
    readState: () => ({ phase: 'starting', parts: [], board: null, story: null, links: [] }),
    command: (command) => commands.push(command),
  });
});

afterEach(() => front.close());

const ask = (path: string, options: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${front.port}${path}`, options);
const page = { headers: { accept: 'text/html' } };
const kommo = (text: string) => front.serveThrough((_request, response) => void response.end(text));

test('the board answers before anything else is there, and its scripts and state with it', async () => {
  const board = await ask('/', page);
  expect([board.status, await board.text()]).toEqual([200, expect.stringContaining('Starting…')]);
  for (const name of ['bar.js', 'board.js', 'element.js', 'bar.css', 'board.css'])
    expect((await ask(`/demo/${name}`)).status).toBe(200);
  expect(await (await ask('/demo/state')).json()).toMatchObject({ phase: 'starting' });
  expect((await ask('/demo/unknown.js')).status).toBe(404);
});

test('buttons are commands, and a mere look at their address is none', async () => {
  await ask('/demo/next', { method: 'POST' });
  await ask('/demo/again', { method: 'POST' });
  expect((await ask('/demo/play')).status).toBe(404);
  expect(commands).toEqual(['next', 'again']);
});

test('the service reaches Kommo at once, and pages of Kommo wait until they can be shown', async () => {
  const early = ask('/leads/detail/1', page);
  kommo('first');
  expect(await (await ask('/api/v4/account')).text()).toBe('first');
  kommo('second');
  front.open();
  expect(await (await early).text()).toBe('second');
});

test('a new start makes the pages wait again, at the same address', async () => {
  kommo('old');
  front.open();
  front.detach();
  const later = ask('/leads/detail/1', page);
  expect(await (await ask('/', page)).text()).toContain('Starting…');
  kommo('new');
  front.open();
  expect(await (await later).text()).toBe('new');
});
