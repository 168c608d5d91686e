import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { copyWidget } from '../../testing/browser/built-widget.ts';
import { connectBrowser } from '../../testing/browser/connect.ts';
import { startServiceHere } from '../../testing/browser/service.ts';
import { payLink } from './check/check-payment-link.ts';
import { lookFirst } from './check/first-look.ts';
import { createDirector, type Director } from './director.ts';
import { type Front, startFront } from './front.ts';
import { createProgress } from './progress.ts';
import { until } from './settle.ts';
import { stages } from './world.ts';

let browser: Browser;
let context: BrowserContext;
let board: Page;
let front: Front;
let director: Director;

beforeAll(async () => {
  browser = await connectBrowser();
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  board = await context.newPage();
  const progress = createProgress(() => undefined);
  front = await startFront({
    port: 0,
    readState: () => director.readState(),
    command: (command) => director.command(command),
  });
  const parts = {
    makeWidget: (folder: string, address: string) => copyWidget(inject('builtWidget'), folder, address),
    startBackend: startServiceHere,
  };
  director = createDirector({ parts, front, progress, print: () => undefined });
});

afterAll(async () => {
  await browser.close();
  await director.close();
  await front.close();
});

test('the page is there before the demo, and fills itself with five leads without a reload', async () => {
  expect((await lookFirst(board, front, director)).problems).toEqual([]);
});

test('Next says what happened, and the lead stands in its new column', async () => {
  await board.getByRole('button', { name: 'Next' }).click();
  await board.getByRole('status').getByText('Payment received: €238.00').waitFor();
  await board.locator('.demo-column', { hasText: stages.won }).getByText('Acme GmbH – Pro plan').waitFor();
  expect(director.readState().story?.steps[0]?.outcome).toMatchObject({ isRight: true });
});

test('a payment link is made on the card, paid at the checkout, and the card follows', async () => {
  const card = await context.newPage();
  expect(await payLink(context, card, director.stage())).toEqual([]);
});

test('Again begins anew at the same address, without loading the board again', async () => {
  const loaded = await board.evaluate(() => performance.timeOrigin);
  await board.getByRole('button', { name: 'Again' }).click();
  await until(() => director.readState().phase === 'starting', 'the new start');
  await board.getByRole('button', { name: 'Next' }).waitFor();
  await until(() => director.readState().phase === 'ready', 'the end of the new start');
  expect(director.played()).toEqual([]);
  await board.locator('.demo-column', { hasText: stages.negotiation }).getByText('Acme GmbH – Pro plan').waitFor();
  expect(await board.evaluate(() => performance.timeOrigin)).toBe(loaded);
});
