/** Runs the codec, the resampler and the hash in a module worker, as the SDK does, and answers with what came out. */

import { decodeFlac } from '../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import { encodeFile, sha256 } from './flacReference.ts';
import { murmur, noise } from './signals.ts';

export interface FlacWorkerResult {
  readonly flacSha256: string;
  readonly pcmSha256: string;
  readonly isDecodedExactly: boolean;
  readonly isFetchUntouched: boolean;
  readonly kernel: string;
  readonly isKernelExact: boolean;
}

self.onmessage = ({ data }: MessageEvent<string>) => {
  run(data).then(
    (result) => self.postMessage(result),
    (error: unknown) => self.postMessage(String(error)),
  );
};

async function run(wasm: string): Promise<FlacWorkerResult> {
  const { fetch: before } = globalThis;
  const [flac] = await Promise.all([loadFlac({ wasm }), loadFlac({ wasm })]);
  const pcm = murmur(100_000);
  const file = encodeFile(createFlacEncoder(flac), pcm);
  const hash = await openPcmHash();
  hash.update(pcm);
  const decoded = decodeFlac(flac, file).pcm;
  const [simd, js] = (['simd', 'js'] as const).map((kernel) =>
    createResampler({ inputRate: 44_100, kernel }).push(noise(20_000)),
  ) as [Float32Array, Float32Array];
  return {
    flacSha256: await sha256(file),
    pcmSha256: hash.take(),
    isDecodedExactly: decoded.length === pcm.length && decoded.every((value, at) => value === pcm[at]),
    isFetchUntouched: globalThis.fetch === before,
    kernel: createResampler({ inputRate: 44_100 }).kernel,
    isKernelExact: simd.length > 7_000 && simd.every((value, at) => Object.is(value, js[at])),
  };
}
