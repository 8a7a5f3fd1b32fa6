import type { CaptureMessage, CaptureReply, TrackCommand } from './captureMessages.ts';
import type { CaptureBatch } from './clipRecorder.ts';
import { readTrack } from './readTrack.ts';

export interface CaptureReceiverOptions {
  /** A batch; its samples are only valid during the call, since their memory goes back to the audio thread. */
  readonly onBatch: (batch: CaptureBatch) => void;
  readonly onPaused: (atFrame: number) => void;
  readonly onResumed: (atFrame: number) => void;
  /** The last message; called once. */
  readonly onEnd: (frameCount: number) => void;
}

type TrackStart = Extract<TrackCommand, { kind: 'track' }>;

/** The consumer's end of a capture. */
export interface CaptureReceiver {
  /** Listens to a port of the page. A second one replaces the first, which may still bring what it has. */
  attach(port: MessagePort): void;
  close(): void;
}

export function createCaptureReceiver(options: CaptureReceiverOptions): CaptureReceiver {
  const ports: MessagePort[] = [];
  let hasEnded = false;

  function receive(message: CaptureMessage): void {
    if (hasEnded) return;
    switch (message.kind) {
      case 'batch':
        options.onBatch(message);
        return;
      case 'paused':
        options.onPaused(message.atFrame);
        return;
      case 'resumed':
        options.onResumed(message.atFrame);
        return;
      case 'eof':
        hasEnded = true;
        options.onEnd(message.frameCount);
    }
  }

  /** A worklet's message; the memory of a batch goes back to the audio thread. */
  function receiveSent(message: CaptureMessage, port: MessagePort): void {
    receive(message);
    if (message.kind !== 'batch') return;
    const reply: CaptureReply = { kind: 'recycle', buffer: message.samples.buffer };
    port.postMessage(reply, [reply.buffer]);
  }

  return {
    attach: (port) => {
      ports.push(port);
      port.onmessage = ({ data }: MessageEvent<CaptureMessage | TrackStart>) => {
        if (data.kind === 'track') readTrack(data, port, receive);
        else receiveSent(data, port);
      };
    },
    close: () => {
      for (const port of ports) port.close();
    },
  };
}
