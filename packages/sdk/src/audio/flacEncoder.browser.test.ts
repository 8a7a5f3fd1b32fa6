import wasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import { expect, it } from 'vitest';
import { MURMUR_FLAC_SHA256, sha256 } from '../../../../test/support/flacReference.ts';
import type { FlacWorkerResult } from '../../../../test/support/flacWorker.ts';
import { murmur } from '../../../../test/support/signals.ts';
import { audioEncoderContract } from './audioEncoder.contract.ts';
import { decodeFlac } from './flacDecoder.ts';
import { createFlacEncoder } from './flacEncoder.ts';
import { loadFlac } from './flacModule.ts';

const wasm = new URL(wasmUrl, location.href).href;

function askWorker(): Promise<FlacWorkerResult> {
  const worker = new Worker(new URL('../../../../test/support/flacWorker.ts', import.meta.url), {
    type: 'module',
  });
  const answer = new Promise<FlacWorkerResult>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<FlacWorkerResult | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
  });
  worker.postMessage(wasm);
  return answer.finally(() => worker.terminate());
}

it('writes the same bytes in a module worker as in Node, whatever ran it', async () => {
  expect(await askWorker()).toEqual({
    flacSha256: MURMUR_FLAC_SHA256,
    pcmSha256: await sha256(new Uint8Array(murmur(100_000).buffer)),
    isDecodedExactly: true,
    isFetchUntouched: true,
    kernel: 'simd',
    isKernelExact: true,
  });
});

it('says why the codec could not be had, and can be asked again', async () => {
  await expect(loadFlac({ wasm: new URL('/no-such.wasm', location.href).href })).rejects.toThrow(/wasm/);
  await expect(loadFlac({ wasm: Uint8Array.of(1, 2, 3) })).rejects.toThrow(/not a WASM module/);
  expect((await loadFlac({ wasm })).isReady()).toBe(true);
});

audioEncoderContract('libFLAC in a browser, read by libFLAC', {
  create: async () => {
    const flac = await loadFlac({ wasm });
    return () => createFlacEncoder(flac);
  },
  decode: async (file) => decodeFlac(await loadFlac({ wasm }), file).pcm,
});
