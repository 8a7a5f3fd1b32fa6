import { dirname } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** What all bundles of the package have in common. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: dirname(dirname(import.meta.dirname)),
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  // Chrome 94, Firefox 93, Safari 16.4: what has class fields and top-level await.
  target: 'es2022',
  minify: true,
  // Licences are in THIRD-PARTY-NOTICES.md.
  legalComments: 'none',
  logLevel: 'error',
  tsconfigRaw: '{}',
} as const satisfies BuildOptions;
