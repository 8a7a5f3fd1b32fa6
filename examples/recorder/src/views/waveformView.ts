import { barPitch, drawWaveform, type WaveformPicture } from '../sound/drawWaveform.ts';
import { fitOutline, NO_OUTLINE, type Outline } from '../sound/outline.ts';
import type { Peaks } from '../sound/peaks.ts';
import { formatDuration } from '../words.ts';
import { element, setAttribute } from './element.ts';

export interface WaveformOptions {
  /** What the slider goes through: `Position in the recording`. */
  readonly label: string;
  readonly positionS: () => number;
  readonly seek: (positionS: number) => void;
}

/** `live` grows from the right; `whole` shows a finished sound, and is a slider through it. */
export type WaveformContent =
  | { readonly kind: 'empty' }
  | { readonly kind: 'live'; readonly peaks: Peaks }
  | WholeSound;

export interface WholeSound {
  readonly kind: 'whole';
  readonly outline: Outline;
  readonly durationS: number;
  /** Where it was paused, in seconds. */
  readonly pausesS: readonly number[];
}

export interface WaveformView {
  readonly element: HTMLElement;
  show(content: WaveformContent): void;
  /** Draws with the next frame; a hidden page has none. */
  redraw(): void;
}

const STEP_S = 1;
const BIG_STEP_S = 10;

export function createWaveformView({ label, positionS, seek }: WaveformOptions): WaveformView {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const root = element('div', { class: 'waveform' }, canvas);
  const context = canvas.getContext('2d');
  let content: WaveformContent = { kind: 'empty' };
  let fitted: Outline | undefined;
  let frame = 0;

  // In device pixels where the browser tells them: a box between two pixels would blur.
  new ResizeObserver(([entry]) => {
    const [exact] = entry?.devicePixelContentBoxSize ?? [];
    const width = exact?.inlineSize ?? Math.round((entry?.contentRect.width ?? 0) * devicePixelRatio);
    const height = exact?.blockSize ?? Math.round((entry?.contentRect.height ?? 0) * devicePixelRatio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    fitted = undefined;
    redraw();
  }).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  function redraw(): void {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = 0;
    if (!context || canvas.width === 0) return;
    // Properties that paint nothing here carry the colours: only of a real one is the computed value a colour that a canvas knows.
    const { color, caretColor, outlineColor, columnRuleColor } = getComputedStyle(canvas);
    const colours = { bar: color, playhead: caretColor, gap: outlineColor, pause: columnRuleColor };
    const bitmap = { width: canvas.width, height: canvas.height, ratio: devicePixelRatio };
    drawWaveform(context, bitmap, picture(), colours);
    if (content.kind === 'whole') showPosition(content);
  }

  function picture(): WaveformPicture {
    const pitch = barPitch(devicePixelRatio);
    if (content.kind === 'live')
      return { ...content.peaks.latest(Math.ceil(canvas.width / pitch)), alignEnd: true };
    if (content.kind === 'empty') return { outline: NO_OUTLINE, pauses: [], alignEnd: false };
    const { outline, durationS, pausesS } = content;
    const barCount = Math.floor((canvas.width + pitch / 3) / pitch);
    fitted ??= outline.low.length > 0 ? fitOutline(outline, barCount) : NO_OUTLINE;
    const pauses = pausesS.map((pauseS) => (pauseS / durationS) * barCount);
    const played = positionS() / durationS;
    const common = { outline: fitted, pauses, alignEnd: false };
    return played > 0 ? { ...common, playedFraction: Math.min(1, played) } : common;
  }

  function showPosition({ durationS }: WholeSound): void {
    const at = Math.min(positionS(), durationS);
    setAttribute(root, 'aria-valuenow', Math.round(at * 10) / 10);
    setAttribute(root, 'aria-valuetext', `${formatDuration(at)} of ${formatDuration(durationS)}`);
  }

  function seekWithin({ durationS }: WholeSound, second: number): void {
    seek(Math.min(durationS, Math.max(0, second)));
    redraw();
  }

  function seekToPointer(whole: WholeSound, event: PointerEvent): void {
    const box = root.getBoundingClientRect();
    seekWithin(whole, ((event.clientX - box.left) / box.width) * whole.durationS);
  }

  root.addEventListener('keydown', (event) => {
    if (content.kind !== 'whole') return;
    const to = keyTarget(event.key, positionS(), content.durationS);
    if (to === undefined) return;
    event.preventDefault();
    seekWithin(content, to);
  });
  root.addEventListener('pointerdown', (event) => {
    if (content.kind !== 'whole' || event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    seekToPointer(content, event);
  });
  root.addEventListener('pointermove', (event) => {
    if (content.kind === 'whole' && root.hasPointerCapture(event.pointerId)) seekToPointer(content, event);
  });

  return {
    element: root,
    show(next) {
      content = next;
      fitted = undefined;
      const whole = content.kind === 'whole' ? content : undefined;
      setAttribute(root, 'role', whole && 'slider');
      setAttribute(root, 'tabindex', whole && '0');
      setAttribute(root, 'aria-label', whole && label);
      setAttribute(root, 'aria-valuemin', whole && '0');
      setAttribute(root, 'aria-valuemax', whole && Math.round(whole.durationS * 10) / 10);
      if (whole) showPosition(whole);
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
