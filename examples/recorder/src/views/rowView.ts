import type { ListItem } from '../rows/listItems.ts';
import { formatAgo, formatDuration } from '../words.ts';
import { element, setText } from './element.ts';
import { icon } from './icon.ts';

const SHORT_COMMIT = 7;
const COPIED_FOR_MS = 2000;

export interface RowViewOptions {
  readonly now: () => number;
  readonly copy: (text: string) => Promise<void>;
}

export interface RowView {
  readonly element: HTMLLIElement;
  show(item: ListItem, position: { readonly index: number; readonly count: number }): void;
}

/** One line of the list. It is kept while its row is in sight, so that what is focused stays focused. */
export function createRowView({ now, copy }: RowViewOptions): RowView {
  const reference = element('bdi', { class: 'row-ref' });
  const text = element('bdi', { class: 'row-text', lang: 'ar', dir: 'rtl' });
  const facts = element('bdi');
  const state = element('div', { class: 'row-state' });
  const action = element('div', { class: 'row-action' });
  const root = element(
    'li',
    { class: 'row' },
    element(
      'div',
      { class: 'row-main' },
      element('div', { class: 'row-verse' }, reference, text),
      element('div', { class: 'row-facts' }, facts),
    ),
    state,
    action,
  );
  let shownState = '';
  let copiedKey = '';

  function showState(item: ListItem): void {
    const next = JSON.stringify([item.state, item.link]);
    if (next === shownState) return;
    shownState = next;
    state.replaceChildren(item.link ? linkedState(item, item.link) : plainState(item));
  }

  function showCopy(item: ListItem): void {
    if (copiedKey === item.key) return;
    copiedKey = item.key;
    action.replaceChildren(...(item.key === 'take' ? [] : [copyButton(item)]));
  }

  function copyButton(item: ListItem): HTMLButtonElement {
    const label = `Copy the id of the recording of ${item.verseRef}`;
    const button = element(
      'button',
      { class: 'copy', type: 'button', 'aria-label': label, title: item.key },
      icon('copy'),
    );
    button.addEventListener('click', async () => {
      await copy(item.key);
      button.replaceChildren(icon('save'));
      button.setAttribute('aria-label', 'Copied');
      setTimeout(() => {
        button.replaceChildren(icon('copy'));
        button.setAttribute('aria-label', label);
      }, COPIED_FOR_MS);
    });
    return button;
  }

  return {
    element: root,
    show(item, { index, count }) {
      root.style.setProperty('--index', String(index));
      root.setAttribute('aria-setsize', String(count));
      root.setAttribute('aria-posinset', String(index + 1));
      setText(reference, item.verseRef);
      setText(text, item.canonicalText);
      facts.replaceChildren(...factsOf(item, now()));
      showState(item);
      showCopy(item);
    },
  };
}

function factsOf(item: ListItem, nowMs: number): readonly (Node | string)[] {
  if (item.savedAt === undefined) return [item.state.meaning];
  const saved = new Date(item.savedAt);
  const time = element(
    'time',
    {
      datetime: saved.toISOString(),
      title: saved.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' }),
    },
    formatAgo(item.savedAt, nowMs),
  );
  return [`${formatDuration(item.durationS ?? 0)} · `, time];
}

function plainState({ state }: ListItem): HTMLElement {
  const isFailed = state.name === 'failed';
  return element(
    'span',
    {
      class: 'state',
      'data-state': state.name,
      title: state.meaning,
      ...(isFailed ? { tabindex: 0, role: 'note' } : {}),
    },
    icon(state.name),
    element('span', {}, state.word),
    element('span', { class: 'sr' }, state.meaning),
  );
}

function linkedState({ state }: ListItem, { href, commit }: NonNullable<ListItem['link']>): HTMLElement {
  const place = element('span', { class: 'state-place' }, commit.slice(0, SHORT_COMMIT), icon('open'));
  return element(
    'a',
    {
      class: 'state',
      'data-state': state.name,
      href,
      target: '_blank',
      rel: 'noopener',
      title: `${state.meaning} Commit ${commit}`,
    },
    icon(state.name),
    element('span', {}, state.word),
    place,
  );
}
