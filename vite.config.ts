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
      { find: /^preact\/jsx-runtime$/, replacement: inPreact('jsx-runtime/src/index.js') },
      { find: /^preact\/hooks$/, replacement: inPreact('hooks/src/index.js') },
      { find: /^preact$/, replacement: inPreact('src/index.js') },
    ],
  },
  // Without `development: false` an environment with another NODE_ENV builds another script.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  plugins: [anonymousDefine()],
  build: {
    target: 'es2022',
    minify: false,
    modulePreload: false,
    rolldownOptions: {
      // `require` is the loader itself, as every AMD module may ask for it.
      external: ['jquery', 'require'],
      output: {
        globals: { jquery: 'jQuery', require: 'require' },
        comments: false,
        postBanner: PREACT_NOTICE,
      },
    },
  },
});

/**
 * Leaves of the UMD wrapper only what RequireJS needs. The full one looks for a global `exports` first, which any
 * other widget on the page may have leaked, and would then define nothing.
 */
function anonymousDefine(): Plugin {
  return {
    name: 'anonymous-define',
    renderChunk(code, chunk) {
      const wrapper = /^\(function\(global, factory\) \{[\s\S]*?\}\)\(this, (?=function\([^)]*\) \{)/;
      if (!wrapper.test(code)) this.error('The UMD wrapper does not look as it did: anonymousDefine has to follow it.');
      return { code: code.replace(wrapper, `define(${JSON.stringify(chunk.imports)}, `), map: null };
    },
  };
}
