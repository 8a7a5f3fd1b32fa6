/**
 * The processor on the audio thread. Bundled, with the batcher, into captureWorkletSource.ts by scripts/buildCaptureWorklet.ts,
 * since a worklet is loaded from a URL of its own.
 */
import { type CaptureBatcher, createCaptureBatcher } from './captureBatcher.ts';
import type { CaptureMessage, CaptureReply, WorkletCommand, WorkletReport } from './captureMessages.ts';
import { CAPTURE_PROCESSOR } from './captureProcessorName.ts';

/** The scope of a worklet, which TypeScript's DOM library does not describe. */
declare const currentFrame: number;
declare const AudioWorkletProcessor: new () => { readonly port: MessagePort };
declare function registerProcessor(name: string, processor: new () => unknown): void;

/** Wires a batcher to the node's own port and to the port that is handed over. Gives what to do with each quantum. */
function connect(nodePort: MessagePort): { take: CaptureBatcher['take']; isStopped(): boolean } {
  let target: MessagePort | undefined;
  let isRelaying = false;
  let isStopped = false;
  const report = (message: WorkletReport, transfer: ArrayBuffer[] = []) =>
    nodePort.postMessage(message, transfer);
  const send = (message: CaptureMessage, transfer: ArrayBuffer[]) => {
    if (isRelaying) report({ kind: 'relayed', message }, transfer);
    else target?.postMessage(message, transfer);
  };
  const batcher = createCaptureBatcher({
    send,
    level: (level) => report({ kind: 'level', level }),
    consumed: () => report({ kind: 'consumed' }),
  });
  const obey = {
    start: (command: { readonly port: MessagePort }) => {
      target = command.port;
      target.onmessage = ({ data }: MessageEvent<CaptureReply>) => batcher.recycle(data);
      batcher.start();
    },
    relay: () => {
      isRelaying = true;
      batcher.resend();
    },
    recycle: batcher.recycle,
    pause: batcher.pause,
    resume: batcher.resume,
    stop: () => {
      isStopped = true;
      report({ kind: 'stopped', frameCount: batcher.stop() });
    },
  } satisfies {
    [Kind in WorkletCommand['kind']]: (command: Extract<WorkletCommand, { kind: Kind }>) => void;
  };
  nodePort.onmessage = ({ data }: MessageEvent<WorkletCommand>) => {
    (obey[data.kind] as (command: WorkletCommand) => void)(data);
  };
  return { take: batcher.take, isStopped: () => isStopped };
}

registerProcessor(
  CAPTURE_PROCESSOR,
  class extends AudioWorkletProcessor {
    process: (inputs: Float32Array[][]) => boolean;

    constructor() {
      super();
      const { take, isStopped } = connect(this.port);
      this.process = (inputs) => {
        take(inputs[0] ?? [], currentFrame);
        return !isStopped();
      };
    }
  },
);
