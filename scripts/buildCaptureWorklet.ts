/**
 * Bundles the worklet of the recorder and writes it into the SDK as a string, to be loaded from a Blob URL.
 * Run it after a change of captureWorklet.ts or what it imports: `node scripts/buildCaptureWorklet.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const audio = new URL('../packages/sdk/src/audio/', import.meta.url);
const target = new URL('captureWorkletSource.ts', audio);

/** The text of the generated module. */
export async function buildCaptureWorklet(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('captureWorklet.ts', audio))],
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
  return [
    '// Generated from captureWorklet.ts by scripts/buildCaptureWorklet.ts. Do not edit.',
    '',
    '/** The script of the worklet. */',
    '// biome-ignore format: one line of generated text',
    `export const captureWorkletSource = ${JSON.stringify(script.text)};`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(target, await buildCaptureWorklet());
}
