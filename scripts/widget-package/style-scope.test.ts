import { expect, test } from 'vitest';
import { scopeStyle, styleName } from './style-scope.ts';

test('other styles have another name, equal ones the same', () => {
  const styles = ['a { color: red; }', 'b { color: red; }'];
  expect(styleName(styles)).toMatch(/^pvf-[0-9a-f]{8}$/);
  expect(styleName([...styles])).toBe(styleName(styles));
  expect(styleName(['a { color: red; }', 'b { color: blue; }'])).not.toBe(styleName(styles));
});

test('every rule is bound to the name, and variables are left alone', () => {
  const style = `
.payments-via-fastspring, .payments-via-fastspring.pvf-page h2 { --payments-via-fastspring-text: red; }
:root[data-color-scheme="dark"] .payments-via-fastspring :where(p) { color: var(--payments-via-fastspring-text); }`;
  expect(scopeStyle(style, 'pvf-1')).toBe(`
.pvf-1, .pvf-1.pvf-page h2 { --payments-via-fastspring-text: red; }
:root[data-color-scheme="dark"] .pvf-1 :where(p) { color: var(--payments-via-fastspring-text); }`);
});
