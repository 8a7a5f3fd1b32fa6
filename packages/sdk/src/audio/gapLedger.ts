/** A run of input frames that never came and for which silence stands. */
export interface Gap {
  /** First missing frame, counted from the start of the recording in input frames. */
  readonly fromInputFrame: number;
  readonly toInputFrame: number;
}

/** How many frames are missing, at the rate of the input and at 16 kHz. */
export interface GapCount {
  readonly gapInputFrames: number;
  readonly gapFrames: number;
}

/** Remembers gaps and tells how much of each clip they are. */
export interface GapLedger {
  add(gap: Gap): void;
  /** The missing frames between two output frames; the two clips that a gap reaches into get their part each. */
  countBetween(fromFrame: number, toFrame: number): GapCount;
}

/** Rates in Hz, as positive integers. */
export function createGapLedger(inputRate: number, outputRate: number): GapLedger {
  const gaps: Gap[] = [];
  // The first output frame at or after an input frame, as the resampler counts, and the reverse. Multiplied first, it is exact.
  const toOutput = (inputFrame: number) => Math.ceil((inputFrame * outputRate) / inputRate);
  const toInput = (frame: number) => Math.ceil((frame * inputRate) / outputRate);

  return {
    add: (gap) => {
      gaps.push(gap);
    },
    countBetween: (fromFrame, toFrame) => {
      let [gapInputFrames, gapFrames] = [0, 0];
      for (const { fromInputFrame, toInputFrame } of gaps) {
        gapInputFrames += overlap(fromInputFrame, toInputFrame, toInput(fromFrame), toInput(toFrame));
        gapFrames += overlap(toOutput(fromInputFrame), toOutput(toInputFrame), fromFrame, toFrame);
      }
      return { gapInputFrames, gapFrames };
    },
  };
}

function overlap(from: number, to: number, otherFrom: number, otherTo: number): number {
  return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));
}
