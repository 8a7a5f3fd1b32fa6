import type { CaptureMessage, CaptureReply } from './captureMessages.ts';
import type { CaptureBatch } from './clipRecorder.ts';

export interface CaptureReceiverOptions {
  /** A batch; its samples are only valid during the call, since their memory goes back to the audio thread. */
  readonly onBatch: (batch: CaptureBatch) => void;
  readonly onPaused: (atFrame: number) => void;
  readonly onResumed: (atFrame: number) => void;
  /** The last message; called once. */
  readonly onEnd: (frameCount: number) => void;
}

/** The consumer's end of a capture. */
export interface CaptureReceiver {
  /** Listens to a port of the page. A second one replaces the first, which may still bring what it has. */
  attach(port: MessagePort): void;
  close(): void;
}

export function createCaptureReceiver(options: CaptureReceiverOptions): CaptureReceiver {
  const ports: MessagePort[] = [];
  let hasEnded = false;

  function receive(message: CaptureMessage, port: MessagePort): void {
    if (hasEnded) return;
    switch (message.kind) {
      case 'batch': {
        options.onBatch(message);
        const reply: CaptureReply = { kind: 'recycle', buffer: message.samples.buffer };
        port.postMessage(reply, [reply.buffer]);
        return;
      }
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

  return {
    attach: (port) => {
      ports.push(port);
      port.onmessage = ({ data }: MessageEvent<CaptureMessage>) => receive(data, port);
    },
    close: () => {
      for (const port of ports) port.close();
    },
  };
}
