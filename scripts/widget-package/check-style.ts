import { STYLES } from '../../server/front/archive/package-files.ts';
import { ROOT } from './style-scope.ts';

const OWN_VARIABLE = new RegExp(`^--${ROOT}-`);
const BESIDE_THE_ROOT = /^(:root\S+ )?\S+\s*[+~]/;

/** The styles apply only to elements that the scripts mark with our class, for this version alone. */
export function checkStyles(texts: ReadonlyMap<string, string>): string[] {
  const name = styleNameIn(texts.get('script.js'));
  if (name === null) return ['script.js does not name its styles'];
  if (styleNameIn(texts.get('settings.js')) !== name) return ['settings.js does not name the styles of script.js'];
  return STYLES.flatMap((path) => checkStyle(path, texts.get(path) ?? '', name));
}

/** The second class of a script's root elements, beside the class of every version. */
function styleNameIn(script = ''): string | null {
  return new RegExp(`${ROOT} (pvf-[0-9a-f]{8})\\b`).exec(script)?.[1] ?? null;
}

/**
 * Every rule is below our class, sets no variable of the host's and loads nothing from elsewhere. What is sticky stays
 * inside our own element; on a card that would still cover Kommo's column while it scrolls.
 */
function checkStyle(path: string, style: string, name: string): string[] {
  const scope = new RegExp(`^(:root\\[data-color-scheme="dark"\\] )?\\.${name}(?![\\w-])`);
  const rules = style.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const selectors = [...rules.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => (list ?? '').split(/,(?![^(]*\))/));
  const fixed = path === 'settings.css' ? /position\s*:\s*fixed/ : /position\s*:\s*(fixed|sticky)/;
  const variables = [...rules.matchAll(/(--[\w-]+)\s*:/g)].map(([, variable]) => variable ?? '');
  return [
    ...selectors
      .map((selector) => selector.trim())
      .filter((selector) => !/^@(media|container)/.test(selector))
      .filter((selector) => !scope.test(selector) || BESIDE_THE_ROOT.test(selector))
      .map((selector) => `${path}: "${selector}" is not below .${name}`),
    ...variables
      .filter((variable) => !OWN_VARIABLE.test(variable))
      .map((variable) => `${path}: ${variable} is set, which may be the host's`),
    ...(/@import|url\(/.test(rules) ? [`${path} loads another file`] : []),
    ...(fixed.test(rules) ? [`${path} fixes something over the page`] : []),
  ];
}
