import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const inPreact = (path: string): string => fileURLToPath(new URL(`node_modules/preact/${path}`, import.meta.url));

const PREACT_NOTICE =
  '/*! Contains Preact (https://preactjs.com), MIT License, Copyright (c) 2015-present Jason Miller */';

/**
 * Builds a script of the widget as Kommo's page loads it: one anonymous AMD module that needs only what the host has.
 * Kommo's moderation refuses minified code, and Preact's npm build is minified: hence its readable source.
 * `scripts/build-widget.ts` names the script, and sets `BACKEND_URL` and the output folder.
 */
export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      { find: /^preact\/hooks$/, replacement: inPreact('hooks/src/index.js') },
      { find: /^preact$/, replacement: inPreact('src/index.js') },
    ],
  },
  // The classic form takes 600 bytes less in every card than the automatic one and its runtime. Without
  // `development: false` an environment with another NODE_ENV builds another script.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'jsx', pragmaFrag: 'JsxFragment', development: false },
    // Under names that no file uses: some import Fragment themselves, for its key.
    jsxInject: "import { Fragment as JsxFragment, h as jsx } from 'preact';",
  },
  plugins: [anonymousDefine()],
  build: {
    target: 'es2022',
    minify: false,
    modulePreload: false,
    rolldownOptions: {
      // `require` is the loader itself, as every AMD module may ask for it.
      external: ['jquery', 'require', 'lib/components/base/modal'],
      output: { comments: false, postBanner: PREACT_NOTICE },
    },
  },
});

/**
 * Turns the built ES module, which takes and gives default exports alone, into one anonymous AMD module. The bundler's
 * own UMD wrapper looks for a global `exports` first, which any other widget on the page may have leaked, and would
 * then define nothing.
 */
function anonymousDefine(): Plugin {
  return {
    name: 'anonymous-define',
    renderChunk(code, chunk) {
      const names: string[] = [];
      const body = code
        .replaceAll(/^import (\S+) from "([^"]+)";\n/gm, (_line, name: string, module: string) => {
          names[chunk.imports.indexOf(module)] = name;
          return '';
        })
        // Where a function came from, which says less than it weighs.
        .replaceAll(/^\s*\/\/ \S+\n/gm, '')
        .replace(/^export \{ (\S+) as default \};\s*$/m, 'return $1;');
      if (/^(import|export)\b/m.test(body)) this.error('More is imported or exported than anonymousDefine turns.');
      const needs = JSON.stringify(chunk.imports);
      return { code: `define(${needs}, function(${names.join(', ')}) {\n${body}});\n`, map: null };
    },
    /** Puts each element on a line, as people write them: Kommo takes long lines for minified code. */
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') {
          chunk.code = chunk.code.replaceAll(/(,|&&|\?|:) createElement\(/g, '$1\n\t\t\tcreateElement(');
        }
      }
    },
  };
}
