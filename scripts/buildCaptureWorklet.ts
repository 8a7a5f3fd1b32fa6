/**
 * Bundles the worklet of the recorder and writes it into the SDK as a string, to be loaded from a Blob URL.
 * Run it after a change of captureWorklet.ts or what it imports: `node scripts/buildCaptureWorklet.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { buildWorklet } from './build/buildWorklet.ts';

const audio = new URL('../packages/sdk/src/audio/', import.meta.url);
const target = new URL('captureWorkletSource.ts', audio);

/** The text of the generated module. */
export async function buildCaptureWorklet(): Promise<string> {
  return [
    '// Generated from captureWorklet.ts by scripts/buildCaptureWorklet.ts. Do not edit.',
    '',
    '/** The script of the worklet. */',
    '// biome-ignore format: one line of generated text',
    `export const captureWorkletSource = ${JSON.stringify(await buildWorklet())};`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(target, await buildCaptureWorklet());
}
