import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { listenLocally } from './http/listen.ts';

let browser: Browser;
const servers: Server[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  for (const server of servers) server.close();
});

test('a page reaches another port of this machine, and CORS is enforced', async () => {
  const page = await browser.newPage();
  const home = await serve({});
  const open = await serve({ 'access-control-allow-origin': home });
  const closed = await serve({});
  await page.goto(home);
  const read = (address: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          (response) => response.text(),
          () => 'refused',
        ),
      address,
    );
  expect(await read(open)).toBe('<p>hello</p>');
  expect(await read(closed)).toBe('refused');
  await page.close();
});

async function serve(headers: Record<string, string>): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end('<p>hello</p>');
  });
  servers.push(server);
  return listenLocally(server);
}
