/**
 * Builds the WASM of the resampler's inner loop from its text and writes it into the SDK as base64.
 * Run it after a change of resamplerKernel.wat: `node scripts/buildResamplerKernel.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import createWabt from 'wabt';

const audio = new URL('../packages/sdk/src/audio/', import.meta.url);
const target = new URL('resamplerKernelWasm.ts', audio);

/** The text of the generated module. */
export async function buildResamplerKernel(): Promise<string> {
  const wat = await readFile(new URL('resamplerKernel.wat', audio), 'utf8');
  const wabt = await createWabt();
  const module = wabt.parseWat('resamplerKernel.wat', wat, { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const base64 = Buffer.from(buffer).toString('base64');
  const lines = base64.match(/.{1,96}/g) ?? [];
  return [
    '// Generated from resamplerKernel.wat by scripts/buildResamplerKernel.ts. Do not edit.',
    '',
    `/** The ${buffer.length} bytes of the SIMD kernel, in base64. */`,
    'export const resamplerKernelWasm =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(target, await buildResamplerKernel());
}
