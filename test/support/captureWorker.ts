/** A consumer for tests: records what comes over its ports, off the page's thread, and answers with the result at the end. */
import { createCaptureReceiver } from '../../packages/sdk/src/audio/captureReceiver.ts';
import { createClipRecorder } from '../../packages/sdk/src/audio/clipRecorder.ts';
import { decodeFlac } from '../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder } from '../../packages/sdk/src/audio/flacEncoder.ts';
import { loadFlac } from '../../packages/sdk/src/audio/flacModule.ts';
import { openPcmHash } from '../../packages/sdk/src/audio/pcmHash.ts';
import { concatenate } from '../../packages/sdk/src/base/concatenate.ts';

export interface CaptureWorkerStart {
  readonly inputRate: number;
  readonly wasm: string;
}

export interface CaptureWorkerResult {
  readonly clipCount: number;
  readonly gapInputFrames: number;
  readonly frameCount: number;
  readonly firstFrames: readonly number[];
  readonly pcm: Int16Array;
}

const ports: MessagePort[] = [];
let attach: (port: MessagePort) => void = (port) => ports.push(port);

self.onmessage = ({ data }: MessageEvent<CaptureWorkerStart | MessagePort | number>) => {
  if (data instanceof MessagePort) attach(data);
  else if (typeof data === 'number') block(data);
  else record(data).catch((error: unknown) => self.postMessage(String(error)));
};

function block(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

async function record({ inputRate, wasm }: CaptureWorkerStart): Promise<void> {
  const flac = await loadFlac({ wasm });
  const firstFrames: number[] = [];
  const parts: Uint8Array[] = [];
  const recorder = createClipRecorder({
    inputRate,
    createEncoder: () => createFlacEncoder(flac),
    pcmHash: await openPcmHash(),
    onBlock: (block) => parts.push(block.bytes),
  });
  const receiver = createCaptureReceiver({
    onBatch: (batch) => {
      firstFrames.push(batch.firstFrame);
      recorder.push(batch);
    },
    onPaused: recorder.pause,
    onResumed: recorder.resume,
    onEnd: (frameCount) => {
      const { clips, gapInputFrames } = recorder.finish();
      const header = clips[0]?.header ?? new Uint8Array(0);
      const { pcm } = decodeFlac(flac, concatenate([header, ...parts]));
      const result: CaptureWorkerResult = {
        clipCount: clips.length,
        gapInputFrames,
        frameCount,
        firstFrames,
        pcm,
      };
      self.postMessage(result);
    },
  });
  attach = receiver.attach;
  for (const port of ports) attach(port);
}
