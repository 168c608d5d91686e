import type { Page } from 'playwright-core';
import { panel } from './panel.ts';

/**
 * The parts of the widget that stick out of it sideways, or that have to be scrolled sideways, the innermost
 * of them, each with its text; none where everything fits. Hidden parts do not count.
 */
export function wideParts(page: Page): Promise<readonly string[]> {
  return page.evaluate((selector) => {
    const root = document.querySelector(selector);
    if (!root) return ['there is no widget'];
    const { left, right } = root.getBoundingClientRect();
    const isWide = (element: Element): boolean => {
      const box = element.getBoundingClientRect();
      if (box.width <= 1) return false;
      const sticksOut = box.right > right + 1 || box.left < left - 1;
      // A control may cut its own text.
      const scrolls =
        element.matches(':not(input, select, textarea, svg *)') && element.scrollWidth > element.clientWidth + 1;
      return sticksOut || (scrolls && getComputedStyle(element).display !== 'inline' && element.clientWidth > 1);
    };
    const wide = [...root.querySelectorAll('*')].filter(isWide);
    return wide
      .filter((element) => !wide.some((other) => other !== element && element.contains(other)))
      .map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`);
  }, panel);
}
