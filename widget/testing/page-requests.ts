import type { Page } from 'playwright-core';

/** A request of the widget's, as the page sent it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** ms on the page's clock */
  readonly at: number;
}

/** The widget's requests, as seen in the page itself. */
export interface PageRequests {
  readonly sent: () => Promise<readonly SentRequest[]>;
  /** waits until the widget has every answer and has shown it, except for requests that the server holds */
  readonly untilAnswered: () => Promise<void>;
}

declare global {
  interface Window {
    watchedRequests: { readonly sent: SentRequest[]; readonly answered: () => Promise<void> };
  }
}

/** Watches the requests of a loaded page from now on. */
export async function watchRequests(page: Page): Promise<PageRequests> {
  await page.evaluate(watch);
  return {
    sent: () => page.evaluate(() => window.watchedRequests.sent),
    untilAnswered: () => page.evaluate(() => window.watchedRequests.answered()),
  };
}

/** Runs in the page. */
function watch(): void {
  const sent: SentRequest[] = [];
  const opened = new WeakMap<XMLHttpRequest, { method: string; url: string }>();
  let underWay = 0;
  let waiting: (() => void)[] = [];
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = new Proxy(open, {
    apply(target, request, [method, url, ...others]) {
      opened.set(request, { method, url: String(url) });
      return Reflect.apply(target, request, [method, url, ...others]);
    },
  });
  XMLHttpRequest.prototype.send = new Proxy(send, {
    apply(target, request: XMLHttpRequest, parameters) {
      const { method, url } = opened.get(request) ?? { method: '', url: '' };
      sent.push({ method, url, at: Date.now() });
      if (url.includes('?wait=')) return Reflect.apply(target, request, parameters);
      underWay += 1;
      // Runs after the page's own listeners: their next requests are in progress by then.
      request.addEventListener('loadend', () => {
        underWay -= 1;
        if (underWay > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      });
      return Reflect.apply(target, request, parameters);
    },
  });
  window.watchedRequests = {
    sent,
    answered: () => new Promise((resolve) => (underWay === 0 ? resolve() : waiting.push(resolve))),
  };
}
