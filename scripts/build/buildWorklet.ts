import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../../packages/sdk/src/audio/captureWorklet.ts', import.meta.url));

/** The script of the recorder's worklet, in one file. */
export async function buildWorklet(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'esm',
    // Safari 14.1, the first with worklets.
    target: 'es2020',
    minifySyntax: true,
    minifyWhitespace: true,
    tsconfigRaw: '{}',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild gave no output');
  return script.text;
}
