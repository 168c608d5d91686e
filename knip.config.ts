import type { KnipConfig } from 'knip';

/** What is reached from outside the imports, for `knip`: whatever else nothing imports is an error. */
const config: KnipConfig = {
  entry: [
    // The scripts of the archive, each bundled by its path: scripts/build-widget.ts.
    'widget/script.ts',
    'widget/settings/settings-page.tsx',
    'widget/payment-link/payment-link-form.tsx',
    'widget/find-customer/find-customer-form.tsx',
    'widget/lead-list/lead-list.tsx',
    // AMD modules, which the sandbox's page loads by their names.
    'testing/sandbox/kommo/card/browser/*.js',
    // Modules of the demo's page: scripts/demo/front.ts.
    'scripts/demo/page/{bar,board}.js',
    // Named in stryker.config.mjs.
    'scripts/mutants/vitest.config.ts',
    // Processes of their own, started by their paths.
    'scripts/bench/{ingest,stripe}-receiver.ts',
    // Loaded into one.
    'scripts/bench/growth/memory-probe.js',
    'scripts/faults/{patient,quick-stop}.ts',
    'scripts/demo/widget-process.ts',
  ],
  ignoreDependencies: [
    // Named by the client that Prisma generates, which is in no commit.
    '@prisma/client',
    // By version: testing/sandbox/kommo/card/host-files.ts.
    'jquery-3',
    // The name under which an AMD module asks for its loader: widget/host/page-loader.d.ts.
    'require',
    // Kommo's window, a module of its page: widget/host/modal.d.ts.
    'lib',
  ],
};

export default config;
