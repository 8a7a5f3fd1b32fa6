/** What is heard, and a consumer of it, for tests of captures in a browser. */
import wasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import type { CaptureWorkerResult, CaptureWorkerStart } from './captureWorker.ts';

const cleanups: (() => unknown)[] = [];

/** To be done after the test, the last first. */
export const onCleanUp = (cleanup: () => unknown) => void cleanups.push(cleanup);

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** A stream that plays a tone of amplitude 0.5, made in the context that captures it. */
export function playTone(frequency = 500): { stream: MediaStream; context: AudioContext } {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0.5 });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  onCleanUp(() => context.state !== 'closed' && context.close());
  return { stream: destination.stream, context };
}

/** A worker that records what arrives over the ports that it is given. */
export function startConsumer(inputRate: number) {
  const worker = new Worker(new URL('captureWorker.ts', import.meta.url), {
    type: 'module',
  });
  onCleanUp(() => worker.terminate());
  const start: CaptureWorkerStart = { inputRate, wasm: new URL(wasmUrl, location.href).href };
  worker.postMessage(start);
  const result = new Promise<CaptureWorkerResult>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<CaptureWorkerResult | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
  });
  return {
    result,
    deliver: (port: MessagePort) => worker.postMessage(port, [port]),
    /** Keeps the worker busy. */
    block: (ms: number) => worker.postMessage(ms),
  };
}

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function blockThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** How far the PCM is from a steady sine anywhere: a sine is told by two of its samples. */
export function unsteadiness(pcm: Int16Array, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / 16_000);
  let worst = 0;
  // The ends of the recording cut the tone off.
  for (let at = 1_001; at < pcm.length - 1_000; at++) {
    const [before, here, after] = [pcm[at - 1], pcm[at], pcm[at + 1]] as [number, number, number];
    worst = Math.max(worst, Math.abs(after - turn * here + before));
  }
  return worst;
}
