import type { ListItem } from '../rows/listItems.ts';
import { rowAfterKey, visibleRange } from '../rows/visibleRange.ts';
import { element, setText } from './element.ts';
import { createRowView, type RowView, type RowViewOptions } from './rowView.ts';

/** Height of a line in CSS pixels; `.row` in rows.css has the same. */
const ROW_HEIGHT = 72;

export interface ShownRows {
  readonly items: readonly ListItem[];
  /** What to say where there are none. */
  readonly emptyText: string;
  /** The row whose sound is open. */
  readonly listening?: { readonly key: string; readonly isPlaying: boolean } | undefined;
}

export interface RowsView {
  readonly element: HTMLElement;
  show(rows: ShownRows): void;
  /** Goes to a row's control, where that row is in the document. */
  focus(key: string): void;
}

type Range = ReturnType<typeof visibleRange>;

/**
 * The list. Of a long one only what is in sight, and the row that the Tab key stops at, is in the document. Tab stops at one row; the
 * arrow keys go on from there, so that a thousand rows are one stop.
 */
export function createRowsView(options: RowViewOptions): RowsView {
  const list = element('ul', { class: 'rows', 'aria-label': 'Recordings' });
  const emptyText = element('bdi');
  const empty = element('p', { class: 'empty quiet' }, emptyText);
  const scroller = element('div', { class: 'rows-scroller' }, empty, list);
  const views = new Map<string, RowView>();
  let rows: ShownRows = { items: [], emptyText: '' };
  /** The row that Tab stops at. */
  let stopKey: string | undefined;
  let frame = 0;

  function render(): void {
    frame = 0;
    const place = { rowCount: rows.items.length, rowHeight: ROW_HEIGHT, ...windowPlace() };
    const range = visibleRange(place);
    const stop = stopWithin(range, place.listTop);
    const wanted = wantedIndexes(range, stop);
    removeAllBut(new Set(wanted.map((index) => rows.items[index]?.key)));
    let before: Element | null = null;
    for (const index of wanted) {
      const item = rows.items[index] as ListItem;
      const view = viewOf(item.key);
      const position = { index, count: rows.items.length, isStop: index === stop };
      view.show(item, { ...position, listening: listeningTo(item.key) });
      // In the order of the list, for those who read it line by line; a node in its place is not moved, and so keeps the focus.
      const next: Element | null = before ? before.nextElementSibling : list.firstElementChild;
      if (next !== view.element) list.insertBefore(view.element, next);
      before = view.element;
    }
  }

  function removeAllBut(wanted: ReadonlySet<string | undefined>): void {
    for (const [key, view] of views) {
      if (wanted.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
  }

  function listeningTo(key: string): 'playing' | 'open' | undefined {
    if (rows.listening?.key !== key) return undefined;
    return rows.listening.isPlaying ? 'playing' : 'open';
  }

  /** The row that has the focus; else the last that had it, or, where that is out of sight, the first that is in sight. */
  function stopWithin({ start, end }: Range, listTop: number): number {
    const last = indexOf(stopKey);
    if (last >= 0 && (list.contains(document.activeElement) || (last >= start && last < end))) return last;
    return Math.min(Math.max(0, rows.items.length - 1), Math.max(0, Math.ceil(-listTop / ROW_HEIGHT)));
  }

  function wantedIndexes({ start, end }: Range, stop: number): readonly number[] {
    const indexes = Array.from({ length: end - start }, (_, i) => start + i);
    if (rows.items.length === 0 || (stop >= start && stop < end)) return indexes;
    return stop < start ? [stop, ...indexes] : [...indexes, stop];
  }

  function indexOf(key: string | undefined): number {
    return rows.items.findIndex((item) => item.key === key);
  }

  function viewOf(key: string): RowView {
    const view = views.get(key) ?? createRowView(options);
    views.set(key, view);
    return view;
  }

  /** The window onto the list: the scroller's, cut by the screen. */
  function windowPlace() {
    const box = scroller.getBoundingClientRect();
    const windowTop = Math.max(0, box.top);
    const windowHeight = Math.max(0, Math.min(innerHeight, box.bottom) - windowTop);
    return { listTop: list.getBoundingClientRect().top - windowTop, windowHeight };
  }

  function stopAt(index: number): void {
    stopKey = rows.items[index]?.key;
    render();
  }

  list.addEventListener('focusin', ({ target }) => {
    const key = [...views].find(([, view]) => view.element.contains(target as Node))?.[0];
    if (key !== undefined && key !== stopKey) stopAt(indexOf(key));
  });
  list.addEventListener('keydown', (event) => {
    const place = { rowCount: rows.items.length, rowHeight: ROW_HEIGHT, ...windowPlace() };
    const index = rowAfterKey(event.key, Math.max(0, indexOf(stopKey)), place);
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    stopAt(index);
    const view = stopKey === undefined ? undefined : views.get(stopKey);
    view?.focus(document.activeElement);
    view?.element.scrollIntoView({ block: 'nearest' });
  });
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(render);
  };
  // Captured: either the list scrolls or the page does, as the width of the screen has it.
  addEventListener('scroll', schedule, { capture: true, passive: true });
  addEventListener('resize', schedule);

  return {
    element: scroller,
    show(next) {
      rows = next;
      setText(emptyText, rows.emptyText);
      empty.hidden = rows.items.length > 0;
      list.hidden = rows.items.length === 0;
      list.style.setProperty('--count', String(rows.items.length));
      render();
    },
    focus: (key) => views.get(key)?.focus(null),
  };
}
