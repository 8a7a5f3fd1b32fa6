import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Builds the command line into one file that runs on Node 20 and newer; DuckDB, which is native, stays a package. */
const root = join(import.meta.dirname, '..');
const outfile = join(root, 'packages/cli/dist/parqueue.mjs');
await build({
  entryPoints: [join(root, 'packages/cli/src/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['@duckdb/node-api'],
  // commander is CommonJS, and asks for modules of Node as such.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
console.log(`The command line is built: ${relative(process.cwd(), outfile)}`);
