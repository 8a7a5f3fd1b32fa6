/** What a tab tells of itself, as it happens. What it told before it died is known; the rest is not counted for or against anybody. */
export type Note =
  | { readonly kind: 'ready'; readonly tab: string }
  /** Rows that were given to `append`. */
  | { readonly kind: 'said'; readonly tab: string; readonly labels: readonly string[] }
  /** Rows whose `stored` promise resolved. */
  | { readonly kind: 'stored'; readonly tab: string; readonly labels: readonly string[] }
  | { readonly kind: 'refused'; readonly tab: string; readonly label: string; readonly error: string }
  /** A change that was answered with `applied: true`. */
  | {
      readonly kind: 'changed';
      readonly tab: string;
      readonly label: string;
      readonly change: 'set' | 'push';
    }
  /** `log.record()` has resolved. `label`: of the row that it was given to while it runs. */
  | {
      readonly kind: 'recording';
      readonly tab: string;
      readonly recordingId: string;
      readonly label?: string;
      readonly atMs: number;
    }
  /** How much of it the recorder has heard by `atMs`, in seconds of audio. */
  | {
      readonly kind: 'heard';
      readonly tab: string;
      readonly recordingId: string;
      readonly heardS: number;
      readonly atMs: number;
    }
  /** `stop()` was called at `atMs` and gave these clips. `label`: of the row that got the first one. */
  | {
      readonly kind: 'stopped';
      readonly tab: string;
      readonly recordingId: string;
      readonly label: string;
      readonly atMs: number;
      readonly clips: readonly {
        readonly durationS: number;
        readonly gapFrames: number;
        readonly pcmSha256: string;
      }[];
    }
  | {
      readonly kind: 'stopFailed';
      readonly tab: string;
      readonly recordingId: string;
      readonly atMs: number;
      readonly error: string;
    }
  /** The page came back as it was. */
  | { readonly kind: 'returned'; readonly tab: string }
  /** The browser had deleted the database, and it is as it was. */
  | { readonly kind: 'restored'; readonly tab: string }
  /** An exception or a rejection that nobody took, or a logger that says what it should not. */
  | { readonly kind: 'complaint'; readonly tab: string; readonly text: string };

/** What a tab is to do from its start on. */
export interface TabOrder {
  /** Unique in the run: `round.tab`. */
  readonly tab: string;
  readonly relayUrl: string;
  readonly seed: number;
  /** Rows said at a time, at the most. */
  readonly burstMax: number;
  readonly pauseMs: number;
  /** Whether it records, and whether a row is given the recording while it runs or its clip afterwards. */
  readonly audio: 'none' | 'given' | 'afterwards';
  /** Length of one take; the next follows at once. */
  readonly takeMs: number;
}
