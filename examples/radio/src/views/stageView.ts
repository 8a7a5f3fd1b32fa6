import { element, setAttribute, setText } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { formatDuration, formatTenths } from '@parqueue/example-recorder/words';
import type { PlayerState, RadioPlayer } from '../player.ts';
import { presentRadio } from '../presentRadio.ts';
import { nameText } from './nameText.ts';
import { drawOutline } from './outlineView.ts';

const STEP_S = 0.1;

export interface StageView {
  readonly element: HTMLElement;
  show(state: PlayerState): void;
  /** Where in the track it is, in seconds. */
  showPlace(atS: number): void;
}

/** What plays now, and the hands on it. */
export function createStageView(act: Pick<RadioPlayer, 'toggle' | 'next' | 'previous' | 'seek'>): StageView {
  const name = element('h2', { class: 'now-title' });
  const artist = element('p', { class: 'now-artist quiet' });
  const wave = element('div', { class: 'wave' });
  const range = element('input', {
    class: 'place',
    type: 'range',
    min: 0,
    step: STEP_S,
    'aria-label': 'Place in the track',
  });
  const clock = element('span', { class: 'clock', dir: 'ltr' });
  const sentence = element('bdi');
  const primary = element('button', { class: 'primary', type: 'button' });
  const previous = element('button', { class: 'other', type: 'button' }, 'Previous');
  const next = element('button', { class: 'other', type: 'button' }, 'Next');
  const root = element(
    'section',
    { class: 'stage', 'aria-label': 'Now playing' },
    element('div', { class: 'now' }, name, artist),
    element('div', { class: 'sound', dir: 'ltr' }, wave, range),
    element(
      'div',
      { class: 'readout' },
      clock,
      element('p', { class: 'facts', 'aria-live': 'polite' }, sentence),
    ),
    primary,
    element('div', { class: 'others' }, previous, next),
    element(
      'p',
      { class: 'shortcuts' },
      ...[
        element('kbd', {}, 'Space'),
        ' plays and pauses, ',
        element('kbd', {}, 'N'),
        ' goes to the next track',
      ],
    ),
  );
  let shown: PlayerState | undefined;

  primary.addEventListener('click', act.toggle);
  previous.addEventListener('click', act.previous);
  next.addEventListener('click', act.next);
  range.addEventListener('input', () => act.seek(Number(range.value)));

  function showTrack({ track, source }: PlayerState): void {
    name.replaceChildren(nameText(track.title));
    artist.replaceChildren(nameText(track.artist), ' · ', track.album);
    range.max = String(track.durationS);
    drawOutline(wave, source);
  }

  return {
    element: root,
    show(state) {
      if (shown?.source !== state.source) showTrack(state);
      shown = state;
      const { button, icon: picture, sentence: words, isTrouble } = presentRadio(state.kind);
      root.dataset.kind = state.kind;
      setAttribute(root, 'data-trouble', isTrouble);
      if (primary.textContent !== button) primary.replaceChildren(icon(picture), button);
      setText(sentence, words);
    },
    showPlace(atS) {
      const durationS = shown?.track.durationS ?? 0;
      const doneS = Math.min(atS, durationS);
      if (document.activeElement !== range || Math.abs(Number(range.value) - doneS) > STEP_S)
        range.value = String(doneS);
      setAttribute(range, 'aria-valuetext', `${formatDuration(doneS)} of ${formatDuration(durationS)}`);
      wave.style.setProperty('--done', `${durationS > 0 ? (100 * doneS) / durationS : 0}%`);
      clock.replaceChildren(
        formatDuration(doneS),
        element('span', { class: 'tenths' }, formatTenths(doneS)),
        element('span', { class: 'total' }, ` / ${formatDuration(durationS)}`),
      );
    },
  };
}
