/**
 * What the parts of a capture say to each other: the page, the consumer (a worker) and, where the frames come through an audio graph,
 * the worklet on the audio thread.
 */

/** Worklet to consumer, in order, over the port that was handed over. */
export type CaptureMessage =
  | {
      readonly kind: 'batch';
      /** Mono frames; its buffer was transferred and is to be sent back with `recycle`. */
      readonly samples: Float32Array<ArrayBuffer>;
      /** The audio clock at the first of them. */
      readonly firstFrame: number;
    }
  /** No frames are wanted from this count of the audio clock on. */
  | { readonly kind: 'paused'; readonly atFrame: number }
  /** Frames are wanted again from this count on. */
  | { readonly kind: 'resumed'; readonly atFrame: number }
  /** The last message: the capture has ended after this many frames. */
  | { readonly kind: 'eof'; readonly frameCount: number };

/** Consumer to worklet, over the same port. */
export type CaptureReply = { readonly kind: 'recycle'; readonly buffer: ArrayBuffer };

/** Page to worklet. */
export type WorkletCommand =
  /** Begin: the next frames go to this port. */
  | { readonly kind: 'start'; readonly port: MessagePort }
  /** The port does not work: send everything over the node's own port, and again what was not acknowledged. */
  | { readonly kind: 'relay' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'stop' }
  /** A reply of the consumer, passed on by the page while it relays. */
  | CaptureReply;

/** How loud a batch was, for a meter and a waveform. Also sent before the start and during a pause. */
export interface CaptureLevel {
  readonly min: number;
  readonly max: number;
  readonly rms: number;
  /** The audio clock at its first frame. */
  readonly firstFrame: number;
  readonly frameCount: number;
}

/** Worklet to page. */
export type WorkletReport =
  | { readonly kind: 'level'; readonly level: CaptureLevel }
  /** The first batch came back from the consumer: the way works. */
  | { readonly kind: 'consumed' }
  /** The last message went out. */
  | { readonly kind: 'stopped'; readonly frameCount: number }
  /** While relaying: to be passed on to the consumer. */
  | { readonly kind: 'relayed'; readonly message: CaptureMessage };

/** Page to consumer, over the port, where the consumer reads the track itself. */
export type TrackCommand =
  /** The first one: the frames of the track, by transfer, and their rate in Hz. */
  | { readonly kind: 'track'; readonly readable: ReadableStream<AudioData>; readonly sampleRate: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** The device lost this many frames since the start. */
  | { readonly kind: 'lost'; readonly frameCount: number }
  | { readonly kind: 'stop' };

/** Consumer to page, over the same port. */
export type TrackReport =
  | { readonly kind: 'level'; readonly level: CaptureLevel }
  /** The last frames were taken. */
  | { readonly kind: 'stopped'; readonly frameCount: number };
