// What `npm start` runs. JavaScript, because a Node that is too old for TypeScript has to read it and say so.
const oldest = 24;
const [major] = process.versions.node.split('.').map(Number);

if (major < oldest) {
  process.stderr.write(
    `Node ${process.versions.node} is too old: the service needs Node ${oldest} or later. Install it, or run \`npm ci\`, which brings one.\n`,
  );
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
