import { BAR_PITCH_PX, drawWaveform } from '../sound/drawWaveform.ts';
import type { Peaks } from '../sound/peaks.ts';
import { formatDuration } from '../words.ts';
import { element, setAttribute } from './element.ts';

export interface WaveformOptions {
  readonly peaks: Peaks;
  readonly positionS: () => number;
  readonly seek: (positionS: number) => void;
}

/** `live` grows from the right; `whole` shows the take, and is a slider through it. */
export type WaveformMode = 'empty' | 'live' | 'whole';

export interface WaveformView {
  readonly element: HTMLElement;
  show(mode: WaveformMode, durationS: number): void;
  /** Draws with the next frame; a hidden page has none. */
  redraw(): void;
}

const STEP_S = 1;
const BIG_STEP_S = 10;

export function createWaveformView({ peaks, positionS, seek }: WaveformOptions): WaveformView {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const root = element('div', { class: 'waveform' }, canvas);
  const context = canvas.getContext('2d');
  let mode: WaveformMode = 'empty';
  let durationS = 0;
  let width = 0;
  let height = 0;
  let frame = 0;

  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    height = entry?.contentRect.height ?? 0;
    redraw();
  }).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  function redraw(): void {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = 0;
    if (!context || width === 0) return;
    const ratio = devicePixelRatio;
    const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== columns || canvas.height !== rows)
      Object.assign(canvas, { width: columns, height: rows });
    context.fillStyle = getComputedStyle(canvas).color;
    const barCount = Math.floor((width + 1) / BAR_PITCH_PX);
    drawWaveform(context, { width, height, ratio }, pictureOf(barCount));
    if (mode === 'whole') showPosition();
  }

  function pictureOf(barCount: number) {
    if (mode === 'whole') {
      return {
        bars: peaks.overview(barCount),
        alignEnd: false,
        playedFraction: durationS > 0 ? positionS() / durationS : 0,
      };
    }
    const bars = mode === 'live' ? peaks.latest(barCount) : new Float32Array();
    return { bars, alignEnd: true, playedFraction: 1 };
  }

  function showPosition(): void {
    const at = Math.min(positionS(), durationS);
    setAttribute(root, 'aria-valuenow', Math.round(at * 10) / 10);
    setAttribute(root, 'aria-valuetext', `${formatDuration(at)} of ${formatDuration(durationS)}`);
  }

  function seekWithin(second: number): void {
    seek(Math.min(durationS, Math.max(0, second)));
    redraw();
  }

  root.addEventListener('keydown', (event) => {
    const to = mode === 'whole' ? keyTarget(event.key, positionS(), durationS) : undefined;
    if (to === undefined) return;
    event.preventDefault();
    seekWithin(to);
  });
  root.addEventListener('pointerdown', (event) => {
    if (mode !== 'whole') return;
    root.setPointerCapture(event.pointerId);
    seekToPointer(event);
  });
  root.addEventListener('pointermove', (event) => {
    if (mode === 'whole' && root.hasPointerCapture(event.pointerId)) seekToPointer(event);
  });

  function seekToPointer(event: PointerEvent): void {
    const box = root.getBoundingClientRect();
    seekWithin(((event.clientX - box.left) / box.width) * durationS);
  }

  return {
    element: root,
    show(nextMode, nextDurationS) {
      mode = nextMode;
      durationS = nextDurationS;
      const isSlider = mode === 'whole';
      setAttribute(root, 'role', isSlider && 'slider');
      setAttribute(root, 'tabindex', isSlider && '0');
      setAttribute(root, 'aria-label', isSlider && 'Position in the recording');
      setAttribute(root, 'aria-valuemin', isSlider && '0');
      setAttribute(root, 'aria-valuemax', isSlider && Math.round(durationS * 10) / 10);
      if (isSlider) showPosition();
      else for (const name of ['aria-valuenow', 'aria-valuetext']) setAttribute(root, name, undefined);
      redraw();
    },
    redraw,
  };
}

function keyTarget(key: string, atS: number, durationS: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: atS + STEP_S,
    ArrowUp: atS + STEP_S,
    ArrowLeft: atS - STEP_S,
    ArrowDown: atS - STEP_S,
    PageUp: atS + BIG_STEP_S,
    PageDown: atS - BIG_STEP_S,
    Home: 0,
    End: durationS,
  };
  return targets[key];
}
