import { openGraphCapture } from './captureGraph.ts';
import type { CaptureLevel } from './captureMessages.ts';
import { openTrackCapture } from './trackCapture.ts';

/** What may keep a capture from hearing. */
export type CaptureInterruption =
  /** The device is gone: nothing but silence will come. */
  | { readonly kind: 'ended' }
  /** The device or the system sends silence for now. */
  | { readonly kind: 'muted' | 'unmuted' }
  /** The audio clock stands (a call on a phone, a closed lid) or runs again. */
  | { readonly kind: 'suspended' | 'interrupted' | 'running' };

export interface CaptureOptions {
  readonly stream: MediaStream;
  /** At the device's own rate: `new AudioContext()`. What a function made is closed at the end; what is given stays open. */
  readonly context: AudioContext | (() => AudioContext);
  /** Where the worklet's script is served, for a policy that refuses blob: URLs. */
  readonly workletUrl?: string;
  readonly onLevel?: (level: CaptureLevel) => void;
  readonly onInterruption?: (interruption: CaptureInterruption) => void;
}

/** Passes a port on to the consumer, by transfer. */
export type DeliverPort = (port: MessagePort) => void;

/** How a capture ended. */
export interface CaptureEnd {
  /** Nothing answered: the consumer will not be told of the end. */
  readonly isCut: boolean;
  /** Frames sent; undefined where nobody answered. */
  readonly frameCount: number | undefined;
}

export interface Capture {
  /** Rate of the batches in Hz. */
  readonly sampleRate: number;
  /** What the device really does, which may differ from what it was asked for. */
  getSettings(): MediaTrackSettings;
  /**
   * Begins: gives the port over which the frames come, to be transferred to the consumer. Called a second time, with another
   * port, where nothing arrived over the first; what was sent over that comes again.
   */
  start(deliverPort: DeliverPort): Promise<void>;
  pause(): void;
  /** Goes on, also after the system stopped the audio clock. */
  resume(): Promise<void>;
  /** Ends; the stream's tracks are left to their owner, who may stop them from then on. */
  stop(): Promise<CaptureEnd>;
}

/** Opens a stream and waits until audio flows: from the track itself where the browser can, else through an audio graph. */
export async function openCapture(options: CaptureOptions): Promise<Capture> {
  return (await openTrackCapture(options)) ?? openGraphCapture(options);
}
