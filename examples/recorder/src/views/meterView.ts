import type { Loudness, LoudnessWord } from '../sound/loudness.ts';
import { element, setText } from './element.ts';

const WORDS: Readonly<Record<LoudnessWord, string>> = {
  good: '',
  silent: 'Nothing heard yet',
  clipped: 'Too loud: move back a little',
};

export interface MeterView {
  readonly element: HTMLElement;
  /** A level, or nothing while none is measured. */
  show(loudness: Loudness | undefined): void;
}

/** The level of the microphone, with a word where it is wrong. */
export function createMeterView(): MeterView {
  const fill = element('div', { class: 'meter-fill' });
  const word = element('span', { class: 'meter-word', role: 'status' });
  const bar = element('div', { class: 'meter-bar', 'aria-hidden': 'true' }, fill);
  return {
    element: element('div', { class: 'meter' }, bar, word),
    show(loudness) {
      fill.style.transform = `scaleX(${(loudness?.fraction ?? 0).toFixed(3)})`;
      bar.dataset.word = loudness?.word ?? 'good';
      setText(word, loudness ? WORDS[loudness.word] : '');
    },
  };
}
