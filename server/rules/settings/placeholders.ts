/** The names allowed in braces in a task's text or a field's value, e.g. `{product}`; filled from the fact. */
export const placeholders = [
  'customer',
  'email',
  'company',
  'product',
  'quantity',
  'amount',
  'reference',
  'reason',
  'date',
  'link',
] as const;

export type Placeholder = (typeof placeholders)[number];

const braces = /\{([^{}]*)\}/g;

/** The names in braces that are not our placeholders, each once. */
export function unknownPlaceholders(template: string): readonly string[] {
  const names = Array.from(template.matchAll(braces), ([whole]) => whole.slice(1, -1));
  return [...new Set(names.filter((name) => !isPlaceholder(name)))];
}

/** Missing values leave no trace: double spaces and empty brackets are closed up. */
export function fillPlaceholders(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template
    .replace(braces, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole))
    .replace(/\(\s*\)/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function isPlaceholder(name: string): name is Placeholder {
  return placeholders.some((known) => known === name);
}
