/** The reference resampler, `sox rate -v`, where it is installed. */
import { spawnSync } from 'node:child_process';

const RAW = ['-t', 'raw', '-e', 'floating-point', '-b', '32', '-c', '1'];

export function hasSox(): boolean {
  return spawnSync('sox', ['--version']).status === 0;
}

/** Mono samples at another rate, by sox at its very high quality. */
export function resampleWithSox(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  const input = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const args = ['-D', ...RAW, '-r', `${fromRate}`, '-', ...RAW, '-r', `${toRate}`, '-', 'rate', '-v'];
  const { status, stdout, stderr } = spawnSync('sox', args, { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`sox: ${stderr}`);
  return new Float32Array(new Uint8Array(stdout).buffer);
}
