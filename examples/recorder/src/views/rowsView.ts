import type { ListItem } from '../rows/listItems.ts';
import { visibleRange } from '../rows/visibleRange.ts';
import { element } from './element.ts';
import { createRowView, type RowView, type RowViewOptions } from './rowView.ts';

/** Height of a line in CSS pixels; `.row` in rows.css has the same. */
const ROW_HEIGHT = 72;

export interface RowsView {
  readonly element: HTMLElement;
  show(items: readonly ListItem[]): void;
}

/** The list. Of a long one only what is in sight, and what is focused, is in the document. */
export function createRowsView(options: RowViewOptions): RowsView {
  const list = element('ul', { class: 'rows', 'aria-label': 'Recordings' });
  const empty = element(
    'p',
    { class: 'empty quiet' },
    element('bdi', {}, 'No recordings yet. What you save is listed here, with how far it has come.'),
  );
  const scroller = element('div', { class: 'rows-scroller' }, empty, list);
  const views = new Map<string, RowView>();
  let items: readonly ListItem[] = [];
  let frame = 0;

  function render(): void {
    frame = 0;
    const { start, end } = rangeInSight();
    const wanted = new Set(items.slice(start, end).map((item) => item.key));
    for (const [key, view] of views) {
      const isHeld = view.element.contains(document.activeElement) && items.some((item) => item.key === key);
      if (isHeld) wanted.add(key);
      if (wanted.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
    let before: Element | null = null;
    items.forEach((item, index) => {
      if (!wanted.has(item.key)) return;
      const view = viewOf(item.key);
      view.show(item, { index, count: items.length });
      // In the order of the list, for those who read it line by line; a node in its place is not moved, and so keeps the focus.
      const next: Element | null = before ? before.nextElementSibling : list.firstElementChild;
      if (next !== view.element) list.insertBefore(view.element, next);
      before = view.element;
    });
  }

  function viewOf(key: string): RowView {
    const view = views.get(key) ?? createRowView(options);
    views.set(key, view);
    return view;
  }

  function rangeInSight() {
    const box = scroller.getBoundingClientRect();
    const windowTop = Math.max(0, box.top);
    const windowBottom = Math.min(innerHeight, box.bottom);
    const listTop = list.getBoundingClientRect().top - windowTop;
    return visibleRange({
      rowCount: items.length,
      rowHeight: ROW_HEIGHT,
      listTop,
      windowHeight: Math.max(0, windowBottom - windowTop),
    });
  }

  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(render);
  };
  // Captured: either the list scrolls or the page does, as the width of the screen has it.
  addEventListener('scroll', schedule, { capture: true, passive: true });
  addEventListener('resize', schedule);

  return {
    element: scroller,
    show(next) {
      items = next;
      empty.hidden = items.length > 0;
      list.hidden = items.length === 0;
      list.style.setProperty('--count', String(items.length));
      render();
    },
  };
}
