/** Bars of 2 CSS pixels, 1 apart. */
export const BAR_PITCH_PX = 3;
const BAR_WIDTH_PX = 2;
const SILENT_BAR_PX = 2;
const NOT_YET_PLAYED = 0.38;

export interface WaveformPicture {
  readonly bars: Float32Array;
  /** Where the first bar goes: a growing take enters at the right edge. */
  readonly alignEnd: boolean;
  /** Up to where it was heard, 0 to 1; the rest is drawn fainter. */
  readonly playedFraction: number;
}

/** Draws onto a canvas of `width` × `height` CSS pixels whose bitmap has `ratio` pixels for each. Two paths, two fills. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  { bars, alignEnd, playedFraction }: WaveformPicture,
): void {
  const { width, height, ratio } = size;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const offset = alignEnd ? width - bars.length * BAR_PITCH_PX : 0;
  const played = Math.round(bars.length * playedFraction);
  context.globalAlpha = 1;
  fillBars(0, played);
  context.globalAlpha = NOT_YET_PLAYED;
  fillBars(played, bars.length);

  function fillBars(start: number, end: number): void {
    context.beginPath();
    for (let bar = start; bar < end; bar++) {
      // The square root lifts speech, which is quiet beside full scale.
      const barHeight = Math.max(SILENT_BAR_PX, Math.sqrt(bars[bar] ?? 0) * (height - 4));
      context.rect(offset + bar * BAR_PITCH_PX, (height - barHeight) / 2, BAR_WIDTH_PX, barHeight);
    }
    context.fill();
  }
}
