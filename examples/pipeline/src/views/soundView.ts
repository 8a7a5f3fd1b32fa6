import { element, setText } from '@parqueue/example-recorder/views/element';
import type { Sound } from '../pipeline/decode.ts';
import type { Speech } from '../pipeline/findSpeech.ts';

export interface SoundView {
  readonly element: HTMLElement;
  show(sound: Sound | undefined, speech: readonly Speech[]): void;
}

/** A bar and the gap beside it, in CSS pixels. */
const BAR_PX = 3;
const HEIGHT_PX = 72;

/** The sound, with what is speech in it. */
export function createSoundView(pixelRatio: () => number): SoundView {
  const canvas = element('canvas', { class: 'sound-wave', 'aria-hidden': true });
  const words = element('figcaption', { class: 'quiet' });
  const root = element('figure', { class: 'sound', hidden: true }, canvas, words);
  let shown: { sound: Sound; speech: readonly Speech[] } | undefined;

  const draw = () => {
    if (shown !== undefined) drawSound(canvas, shown.sound, shown.speech, pixelRatio());
  };
  new ResizeObserver(draw).observe(root);
  // Colours are read from the page: a new scheme has new ones.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  return {
    element: root,
    show(sound, speech) {
      root.hidden = sound === undefined;
      shown = sound && { sound, speech };
      if (sound === undefined) return;
      const durationS = sound.samples.length / sound.sampleRate;
      const speechS = speech.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
      const share = speech.length === 0 ? '' : `, ${speechS.toFixed(1)} s of it speech`;
      setText(words, `${durationS.toFixed(1)} s of sound${share}`);
      draw();
    },
  };
}

function drawSound(
  canvas: HTMLCanvasElement,
  { samples, sampleRate }: Sound,
  speech: readonly Speech[],
  ratio: number,
): void {
  const width = canvas.clientWidth;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT_PX * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colours = { speech: style.color, rest: style.borderTopColor };
  const barCount = Math.floor(width / BAR_PX);
  const perBar = samples.length / barCount;
  for (let bar = 0; bar < barCount; bar++) {
    const from = Math.floor(bar * perBar);
    const to = Math.max(from + 1, Math.floor((bar + 1) * perBar));
    const atS = (from + to) / 2 / sampleRate;
    const isSpeech = speech.some(({ startS, endS }) => atS >= startS && atS < endS);
    const height = Math.max(1, peakOf(samples, from, to) * HEIGHT_PX);
    context.fillStyle = isSpeech ? colours.speech : colours.rest;
    context.fillRect(bar * BAR_PX, (HEIGHT_PX - height) / 2, BAR_PX - 1, height);
  }
}

function peakOf(samples: Float32Array, from: number, to: number): number {
  let peak = 0;
  for (let i = from; i < to && i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] as number));
  return Math.min(1, peak);
}
