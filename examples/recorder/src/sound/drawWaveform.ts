import type { Outline } from './outline.ts';

/** Bars of 2 CSS pixels, 1 apart. */
const BAR_PITCH_PX = 3;
const BAR_WIDTH_PX = 2;
const QUIETEST_BAR_PX = 2;
const MARGIN_PX = 2;
const NOT_YET_PLAYED = 0.4;

/** What the waveform is drawn in. */
export interface WaveformColours {
  readonly bar: string;
  /** Where nothing arrived. */
  readonly gap: string;
  /** Where the take was paused. */
  readonly pause: string;
  readonly playhead: string;
}

export interface WaveformPicture {
  /** One bar each. */
  readonly outline: Outline;
  /** Bars before which the take was paused; may lie between two. */
  readonly pauses: readonly number[];
  /** Where the first bar goes: a growing take enters at the right edge. */
  readonly alignEnd: boolean;
  /** How far it was heard, 0 to 1: the rest is fainter. Left out where that has not begun. */
  readonly playedFraction?: number;
}

interface Bitmap {
  /** In device pixels, of which there are `ratio` to a CSS pixel. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Draws onto a whole bitmap. Every edge lies on a device pixel, so that nothing blurs; one fill for each colour. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  bitmap: Bitmap,
  picture: WaveformPicture,
  colours: WaveformColours,
): void {
  const { width, height, ratio } = bitmap;
  const { outline, pauses, playedFraction } = picture;
  const pitch = barPitch(ratio);
  const count = outline.low.length;
  const offset = picture.alignEnd ? width - count * pitch : 0;
  const played = playedFraction === undefined ? count : Math.round(count * playedFraction);
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 1;
  bars(0, played, colours.bar);
  context.globalAlpha = NOT_YET_PLAYED;
  bars(played, count, colours.bar);
  context.globalAlpha = 1;
  gaps();
  context.fillStyle = colours.pause;
  const line = Math.max(1, Math.round(ratio));
  for (const pause of pauses) context.fillRect(Math.round(offset + pause * pitch) - line, 0, line, height);
  if (playedFraction === undefined) return;
  context.fillStyle = colours.playhead;
  const at = Math.min(width - 2 * line, Math.round(count * pitch * playedFraction));
  context.fillRect(at, 0, 2 * line, height);

  function bars(start: number, end: number, colour: string): void {
    const barWidth = Math.max(1, Math.round(BAR_WIDTH_PX * ratio));
    context.fillStyle = colour;
    context.beginPath();
    for (let bar = start; bar < end; bar++) {
      const [low, high] = [outline.low[bar] as number, outline.high[bar] as number];
      if (low === 0 && high === 0) continue;
      const [top, bottom] = barEdges(low, high, { height, ratio });
      context.rect(offset + bar * pitch, top, barWidth, bottom - top);
    }
    context.fill();
  }

  function gaps(): void {
    context.fillStyle = colours.gap;
    const thickness = Math.max(1, Math.round(ratio));
    const top = Math.round((height - thickness) / 2);
    for (let bar = 0; bar < count; bar++) {
      if (outline.low[bar] === 0 && outline.high[bar] === 0)
        context.fillRect(offset + bar * pitch, top, pitch, thickness);
    }
  }
}

/** From one bar to the next, in device pixels. */
export function barPitch(ratio: number): number {
  return Math.max(2, Math.round(BAR_PITCH_PX * ratio));
}

/** Top and bottom of a bar in device pixels. Up is positive; the square root lifts speech, which is quiet beside full scale. */
export function barEdges(
  low: number,
  high: number,
  { height, ratio }: Pick<Bitmap, 'height' | 'ratio'>,
): readonly [top: number, bottom: number] {
  const middle = height / 2;
  const reach = middle - MARGIN_PX * ratio;
  const least = (QUIETEST_BAR_PX * ratio) / 2;
  const top = Math.min(middle - lifted(high) * reach, middle - least);
  const bottom = Math.max(middle - lifted(low) * reach, middle + least);
  return [Math.round(top), Math.round(bottom)];
}

function lifted(sample: number): number {
  return Math.sign(sample) * Math.sqrt(Math.min(1, Math.abs(sample)));
}
