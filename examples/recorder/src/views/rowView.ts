import type { ListItem } from '../rows/listItems.ts';
import { formatAgo, formatDuration, formatExact } from '../words.ts';
import { element, setAttribute, setText } from './element.ts';
import { icon } from './icon.ts';

const SHORT_COMMIT = 7;

export interface RowViewOptions {
  readonly now: () => number;
  /** Plays the row's sound, or pauses it. */
  readonly listen: (item: ListItem) => void;
}

export interface RowPosition {
  readonly index: number;
  readonly count: number;
  /** The controls of one row of the list are stops of the Tab key. */
  readonly isStop: boolean;
  readonly listening: 'playing' | 'open' | undefined;
}

export interface RowView {
  readonly element: HTMLLIElement;
  show(item: ListItem, position: RowPosition): void;
  /** Goes to the control that corresponds to the one of another row. */
  focus(like: Element | null): void;
}

/** One line of the list. It is kept while its row is in sight, so that what is focused stays focused. */
export function createRowView({ now, listen }: RowViewOptions): RowView {
  const play = element('button', { class: 'row-play', type: 'button' });
  const reference = element('bdi', { class: 'row-ref' });
  const text = element('bdi', { class: 'row-text', lang: 'ar', dir: 'rtl' });
  const facts = element('bdi');
  const factsLine = element('div', { class: 'row-facts' }, facts);
  const state = element('div', { class: 'row-state' });
  const root = element(
    'li',
    { class: 'row' },
    play,
    element('div', { class: 'row-main' }, element('div', { class: 'row-verse' }, reference, text), factsLine),
    state,
  );
  let shown: ListItem | undefined;
  let shownState = '';
  let shownAs = '';
  play.addEventListener('click', () => void (shown && listen(shown)));

  function showState(item: ListItem): void {
    const next = JSON.stringify([item.state, item.href]);
    if (next === shownState) return;
    shownState = next;
    state.replaceChildren(stateOf(item));
  }

  function showPlay(item: ListItem, listening: RowPosition['listening']): void {
    const isPlaying = listening === 'playing';
    play.hidden = item.key === 'take';
    setAttribute(play, 'aria-label', `${isPlaying ? 'Pause' : 'Listen to'} ${item.verseRef}`);
    if (play.dataset.icon === String(isPlaying)) return;
    play.dataset.icon = String(isPlaying);
    play.replaceChildren(icon(isPlaying ? 'pause' : 'play'));
  }

  return {
    element: root,
    show(item, { index, count, isStop, listening }) {
      // While the list scrolls nearly all rows stay as they are.
      const next = [index, count, isStop, listening, factsKey(item, now())].join();
      if (item === shown && next === shownAs) return;
      shown = item;
      shownAs = next;
      root.style.setProperty('--index', String(index));
      root.setAttribute('aria-setsize', String(count));
      root.setAttribute('aria-posinset', String(index + 1));
      setAttribute(root, 'data-open', listening !== undefined);
      setText(reference, item.verseRef);
      setText(text, item.canonicalText);
      facts.replaceChildren(...factsOf(item, now()));
      setAttribute(factsLine, 'title', item.state.name === 'failed' && item.state.meaning);
      showPlay(item, listening);
      showState(item);
      for (const control of root.querySelectorAll('button, a'))
        setAttribute(control, 'tabindex', isStop ? 0 : -1);
    },
    focus(like) {
      const link = like?.closest('a') ? root.querySelector('a') : null;
      (link ?? (play.hidden ? undefined : play))?.focus({ preventScroll: true });
    },
  };
}

/** What of a row changes with time alone. */
function factsKey({ savedAt }: ListItem, nowMs: number): string {
  return savedAt === undefined ? '' : formatAgo(savedAt, nowMs);
}

function factsOf(item: ListItem, nowMs: number): readonly (Node | string)[] {
  if (item.savedAt === undefined) return [item.state.meaning];
  const length = `${formatDuration(item.durationS ?? 0)} · `;
  if (item.state.name === 'failed')
    return [length, element('span', { class: 'row-reason' }, item.state.meaning)];
  const attributes = { datetime: new Date(item.savedAt).toISOString(), title: formatExact(item.savedAt) };
  return [length, element('time', attributes, formatAgo(item.savedAt, nowMs))];
}

function stateOf({ state, place, href }: ListItem): HTMLElement {
  const commit = place ? `Commit ${place.commit}` : '';
  const words = [
    icon(state.name),
    element('span', {}, state.word),
    ...(place ? [placeOf(place.commit, href !== undefined)] : []),
  ];
  const common = { class: 'state', 'data-state': state.name, title: `${state.meaning} ${commit}`.trim() };
  if (href === undefined)
    return element('span', common, ...words, element('span', { class: 'sr' }, state.meaning));
  return element('a', { ...common, href, target: '_blank', rel: 'noopener' }, ...words);
}

function placeOf(commit: string, isLink: boolean): HTMLElement {
  return element(
    'span',
    { class: 'state-place' },
    commit.slice(0, SHORT_COMMIT),
    ...(isLink ? [icon('open')] : []),
  );
}
