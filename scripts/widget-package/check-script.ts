/** What moderation refuses in code: https://developers.kommo.com/docs/getting-listed */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /\bconsole\s*[.[]/, name: 'console' },
  { pattern: /\beval\s*\(/, name: 'eval' },
  { pattern: /\bnew\s+Function\b|\bFunction\s*\(/, name: 'code from a string (Function)' },
  { pattern: /createElement\(\s*["'`]script["'`]|<script/i, name: 'an injected script' },
  { pattern: /document\.write\b/, name: 'document.write' },
  { pattern: /\bdebugger\b/, name: 'debugger' },
  { pattern: /async\s*:\s*(false|!1)\b/, name: 'a synchronous request' },
  { pattern: /sourceMappingURL/, name: 'a source map' },
];

/** Minified code has everything on few lines; hand-written code has no line like this. */
const LONGEST_LINE = 1_000;

export function checkScript(path: string, script: string): string[] {
  const forbidden = FORBIDDEN.filter(({ pattern }) => pattern.test(script)).map(({ name }) => `${path} uses ${name}`);
  const isAnonymousModule = /^(\/\*[\s\S]*?\*\/\s*)?define\(\[/.test(script);
  const isMinified = script.split('\n').some((line) => line.length > LONGEST_LINE);
  return [
    ...forbidden,
    ...(isAnonymousModule ? [] : [`${path} is not one anonymous AMD module`]),
    ...(isMinified ? [`${path} is minified: it has a line of more than ${LONGEST_LINE} characters`] : []),
  ];
}
