/** What the parts of a capture say to each other: the worklet on the audio thread, the page, and the consumer (a worker). */

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
