import { goneWords } from '../listening/goneWords.ts';
import type { ListItem } from '../rows/listItems.ts';
import type { Outline } from '../sound/outline.ts';
import type { Player } from '../sound/player.ts';
import { formatDuration, formatExact, formatMoment, formatSize, shortId } from '../words.ts';
import { copyButton } from './copyButton.ts';
import { element, setAttribute, setText } from './element.ts';
import { followPlaying } from './followPlaying.ts';
import { icon } from './icon.ts';
import { createWaveformView } from './waveformView.ts';

/** The sound of the row: being read, here, not here, or refused for a reason. */
export type ListenedSound =
  | { readonly kind: 'reading' | 'gone' }
  | { readonly kind: 'here'; readonly outline: Outline; readonly sizeBytes: number }
  | { readonly kind: 'refused'; readonly words: string };

export interface Listened {
  readonly item: ListItem;
  readonly sound: ListenedSound;
}

export interface ListeningView {
  readonly element: HTMLElement;
  show(listened: Listened | undefined): void;
}

export interface ListeningViewOptions {
  readonly player: Player;
  readonly close: () => void;
  readonly copy: (text: string) => Promise<void>;
}

/** The row whose sound is open: its waveform and what is known of it, below the list. */
export function createListeningView({ player, close, copy }: ListeningViewOptions): ListeningView {
  const waveform = createWaveformView({
    label: 'Position in the sound',
    positionS: player.positionS,
    seek: player.seek,
  });
  const reference = element('bdi', { class: 'row-ref' });
  const text = element('bdi', { class: 'row-text', lang: 'ar', dir: 'rtl' });
  const toggle = element('button', { class: 'listening-play', type: 'button' });
  const shut = element('button', { class: 'bare', type: 'button', 'aria-label': 'Close' }, icon('discard'));
  const time = element('span', { class: 'listening-time' });
  const said = element('bdi');
  const words = element('p', { class: 'listening-words', role: 'status' }, said);
  const facts = element('p', { class: 'listening-facts quiet' });
  const sound = element('div', { class: 'listening-sound' }, toggle, waveform.element, time);
  const root = element(
    'section',
    { class: 'listening', 'aria-label': 'Listening', hidden: true },
    element('div', { class: 'listening-head' }, reference, text, shut),
    sound,
    words,
    facts,
  );
  let listened: Listened | undefined;
  let shownFacts = '';
  toggle.addEventListener('click', player.toggle);
  shut.addEventListener('click', close);

  function showTime(durationS: number): void {
    const at = Math.min(player.positionS(), durationS);
    setText(time, `${formatDuration(at)} / ${formatDuration(durationS)}`);
  }

  const follow = followPlaying(player, () => {
    if (!listened) return;
    showTime(listened.item.durationS ?? 0);
    waveform.redraw();
  });

  function showSound({ item, sound: at }: Listened): void {
    const durationS = item.durationS ?? 0;
    const isHere = at.kind === 'here';
    setAttribute(toggle, 'aria-label', `${player.isPlaying() ? 'Pause' : 'Play'} ${item.verseRef}`);
    toggle.replaceChildren(icon(player.isPlaying() ? 'pause' : 'play'));
    sound.hidden = at.kind !== 'here' && at.kind !== 'reading';
    setAttribute(toggle, 'aria-disabled', !isHere && 'true');
    waveform.show(
      isHere ? { kind: 'whole', outline: at.outline, durationS, pausesS: [] } : { kind: 'empty' },
    );
  }

  function showWords({ item, sound: at }: Listened): void {
    const isFailed = item.state.name === 'failed';
    const sentence = at.kind === 'gone' ? goneWords(item) : at.kind === 'refused' ? at.words : '';
    setText(said, [sentence, isFailed ? item.state.meaning : ''].filter(Boolean).join(' '));
    setAttribute(words, 'data-state', isFailed && 'failed');
  }

  function showFacts({ item, sound: at }: Listened): void {
    const sizeBytes = at.kind === 'here' ? at.sizeBytes : undefined;
    const next = JSON.stringify([item.key, item.place, item.href, sizeBytes]);
    if (next === shownFacts) return;
    shownFacts = next;
    facts.replaceChildren(...factsOf(item, sizeBytes, copy));
  }

  return {
    element: root,
    show(next) {
      listened = next;
      root.hidden = next === undefined;
      if (!next) return;
      setText(reference, next.item.verseRef);
      setText(text, next.item.canonicalText);
      showSound(next);
      showWords(next);
      showFacts(next);
      follow();
    },
  };
}

function factsOf(
  { key, savedAt, place, href }: ListItem,
  sizeBytes: number | undefined,
  copy: (text: string) => Promise<void>,
): readonly Node[] {
  const facts: Node[] = [];
  if (place) {
    const path = element('bdi', {}, place.path);
    const attributes = { class: 'listening-path', href, target: '_blank', rel: 'noopener' };
    facts.push(href ? element('a', attributes, path) : element('span', { class: 'listening-path' }, path));
  }
  const size =
    sizeBytes === undefined
      ? []
      : [element('span', { title: `${sizeBytes.toLocaleString('en')} bytes` }, formatSize(sizeBytes))];
  const saved =
    savedAt === undefined
      ? []
      : [element('span', { title: `Saved ${formatExact(savedAt)}` }, formatMoment(savedAt))];
  const id = element(
    'span',
    { class: 'listening-id' },
    element('bdi', { title: key }, shortId(key)),
    copyButton({ text: key, label: 'Copy the id', copy }),
  );
  return [...facts, ...saved, ...size, id];
}
