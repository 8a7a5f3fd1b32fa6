/** The page's side of a live recording, for measuring what it costs. */
import { openCapture } from '../../packages/sdk/src/audio/capture.ts';
import type { LiveRecordingOrder } from './longRecordingWorker.ts';

export interface OpenLive {
  record(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the microphone, which nothing listens to yet. */
export async function openLive(worker: Worker): Promise<OpenLive> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  let end: () => Promise<unknown> = async () => undefined;
  return {
    record: async () => {
      const capture = await openCapture({ stream, context: () => new AudioContext() });
      const { sampleRate } = capture;
      await capture.start((port) => {
        const order: LiveRecordingOrder = { port, sampleRate };
        worker.postMessage(order, [port]);
      });
      end = capture.stop;
    },
    stop: async () => {
      await end();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
