const SCOPE = /^(:root\[data-color-scheme="dark"\] )?\.payments-via-fastspring(?![\w-])/;
const OWN_VARIABLE = /^--payments-via-fastspring-/;

/** All of the style is below our class, sets no variable of the host's and loads nothing from elsewhere. */
export function checkStyle(path: string, style: string): string[] {
  const rules = style.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const selectors = [...rules.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => (list ?? '').split(/,(?![^(]*\))/));
  const variables = [...rules.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name ?? '');
  return [
    ...selectors
      .map((selector) => selector.trim())
      .filter((selector) => !SCOPE.test(selector) && !selector.startsWith('@media'))
      .map((selector) => `${path}: "${selector}" is not below .payments-via-fastspring`),
    ...variables
      .filter((name) => !OWN_VARIABLE.test(name))
      .map((name) => `${path}: ${name} is set, which may be the host's`),
    ...(/@import|url\(/.test(rules) ? [`${path} loads another file`] : []),
  ];
}
