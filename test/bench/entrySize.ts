import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Figure } from './figure.ts';

/** What a page downloads before the first use: the SDK's entry and everything that it imports at once. */
export async function entrySizeFigures(): Promise<Figure[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['packages/sdk/src/index.ts'],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    metafile: true,
    plugins: [
      {
        name: 'wasm-by-url',
        setup: ({ onResolve }) =>
          void onResolve({ filter: /\?url$/ }, ({ path }) => ({ path, external: true })),
      },
    ],
  });
  const sizeOf = (path: string) => {
    const file = outputFiles.find((one) => one.path.endsWith(path));
    return file === undefined ? 0 : gzipSync(file.contents, { level: 9 }).length;
  };
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) =>
    entryPoint?.endsWith('sdk/src/index.ts'),
  );
  if (entry === undefined) throw new Error('esbuild named no entry');
  const eager = new Set<string>();
  const visit = (path: string) => {
    if (eager.has(path)) return;
    eager.add(path);
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') visit(imported);
  };
  visit(entry[0]);
  const sizeBytes = [...eager].reduce((sum, path) => sum + sizeOf(path), 0);
  return [{ name: 'SDK entry, gzip', value: sizeBytes, unit: 'bytes', goal: '≤ 5,000' }];
}
