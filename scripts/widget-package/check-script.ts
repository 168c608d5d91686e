import { SCRIPTS } from '../../server/front/archive/package-files.ts';

/** The rule of Kommo's for code that a finding breaks: https://developers.kommo.com/docs/getting-listed */
export type CodeRule = 'readable' | 'console' | 'all in the archive' | 'page left alone' | 'installed by people';

const FORBIDDEN: readonly { readonly rule: CodeRule; readonly pattern: RegExp; readonly name: string }[] = [
  { rule: 'console', pattern: /\bconsole\s*[.[]/, name: 'console' },
  { rule: 'readable', pattern: /\beval\s*\(/, name: 'eval' },
  { rule: 'readable', pattern: /\bnew\s+Function\b|\bFunction\s*\(/, name: 'code from a string (Function)' },
  { rule: 'readable', pattern: /\bdebugger\b/, name: 'debugger' },
  { rule: 'readable', pattern: /sourceMappingURL/, name: 'a source map' },
  {
    rule: 'all in the archive',
    pattern: /createElement\(\s*["'`]script["'`]|<script|\.getScript\s*\(/i,
    name: 'an injected script',
  },
  { rule: 'all in the archive', pattern: /document\.write\b/, name: 'document.write' },
  { rule: 'all in the archive', pattern: /createElement\(\s*["'`]iframe["'`]|<iframe/i, name: 'an iframe' },
  { rule: 'page left alone', pattern: /async\s*:\s*(false|!1)\b/, name: 'a synchronous request' },
  { rule: 'page left alone', pattern: /\b(APP|AMOCRM)\b[\w.?[\]"']*\s*=[^=>]/, name: 'APP for writing' },
  { rule: 'page left alone', pattern: /\bcrm_post\b|["'`]\/(api\/v\d|ajax)\//, name: 'Kommo’s API from the page' },
  {
    rule: 'installed by people',
    pattern: /\bswitcher_o(n|ff)\b|js-widget-(un)?install|js-widget-save/,
    name: 'Kommo’s own buttons',
  },
];

/** The modules that Kommo's page offers every widget; all others have to be in the archive. */
const OF_THE_PAGE = ['jquery', 'require', 'lib/components/base/modal'];

/** Minified code has few, long lines; hand-written code has no line like this. */
const LONGEST_LINE = 1_000;

/** The parts of these scripts that break the rule, or any rule. */
export function checkScripts(texts: ReadonlyMap<string, string>, rule?: CodeRule): string[] {
  return SCRIPTS.flatMap((path) => checkScript(path, texts.get(path) ?? ''))
    .filter((finding) => rule === undefined || finding.rule === rule)
    .map(({ problem }) => problem);
}

function checkScript(path: string, script: string): { readonly rule: CodeRule; readonly problem: string }[] {
  const forbidden = FORBIDDEN.filter(({ pattern }) => pattern.test(script)).map(({ rule, name }) => ({
    rule,
    problem: `${path} uses ${name}`,
  }));
  const needs = /^(?:\/\*[\s\S]*?\*\/\s*)?define\(\[([^\]]*)\]/.exec(script)?.[1];
  const foreign = [...(needs ?? '').matchAll(/"([^"]*)"/g)].filter(([, name = '']) => !OF_THE_PAGE.includes(name));
  const isMinified = script.split('\n').some((line) => line.length > LONGEST_LINE);
  return [
    ...forbidden,
    ...(needs === undefined
      ? [{ rule: 'all in the archive' as const, problem: `${path} is not one anonymous AMD module` }]
      : []),
    ...foreign.map(([, name]) => ({
      rule: 'all in the archive' as const,
      problem: `${path} needs ${name} from elsewhere`,
    })),
    ...(isMinified
      ? [
          {
            rule: 'readable' as const,
            problem: `${path} is minified: it has a line of more than ${LONGEST_LINE} characters`,
          },
        ]
      : []),
  ];
}
