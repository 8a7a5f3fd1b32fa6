import type { HubPlace } from '@parqueue/example-recorder/rows/rowLink';
import type { Connection } from '@parqueue/example-recorder/status/connection';
import { element } from '@parqueue/example-recorder/views/element';
import { formatAgo, formatExact } from '@parqueue/example-recorder/words';
import type { LogEntry } from '../log/logList.ts';
import { presentPlay } from '../log/presentPlay.ts';
import { nameText } from './nameText.ts';
import { stateView } from './stateView.ts';

export interface ShownPlays {
  readonly entries: readonly LogEntry[];
  readonly currentId: string | undefined;
  readonly connection: Connection;
  readonly place: HubPlace | undefined;
  readonly now: number;
}

export interface PlaysView {
  readonly element: HTMLElement;
  show(shown: ShownPlays): void;
}

/** The log of plays, newest first. A line that says the same is left alone. */
export function createPlaysView(): PlaysView {
  const empty = element(
    'p',
    { class: 'empty quiet' },
    'No plays yet. Each is listed here as it is logged, with how far it has come.',
  );
  const list = element('ol', { class: 'log' });
  const lines = new Map<string, { readonly key: string; readonly element: HTMLElement }>();

  function lineOf(entry: LogEntry, shown: ShownPlays) {
    const isCurrent = entry.rowId === shown.currentId;
    const play = presentPlay(entry.values, isCurrent);
    const ago = formatAgo(play.startedAt, shown.now);
    const key = JSON.stringify([play, ago, entry.state, shown.connection]);
    const known = lines.get(entry.rowId);
    if (known?.key === key) return known;
    const time = element(
      'time',
      { datetime: new Date(play.startedAt).toISOString(), title: formatExact(play.startedAt) },
      ago,
    );
    const trouble = play.trouble
      ? [
          element(
            'p',
            { class: 'log-trouble', title: play.trouble },
            element('bdi', { dir: 'auto' }, play.trouble),
          ),
        ]
      : [];
    const made = element(
      'li',
      { class: 'log-line', 'data-current': isCurrent && play.isOpen },
      element(
        'div',
        { class: 'log-main' },
        element('p', { class: 'log-title' }, nameText(play.title)),
        element('p', { class: 'log-facts' }, element('bdi', {}, play.facts), ' · ', time),
        ...trouble,
      ),
      stateView(entry.state, shown.connection, shown.place),
    );
    made.style.setProperty('--heard', String(play.heard));
    return { key, element: made };
  }

  return {
    element: element('div', { class: 'plays' }, empty, list),
    show(shown) {
      empty.hidden = shown.entries.length > 0;
      const next = shown.entries.map((entry) => [entry.rowId, lineOf(entry, shown)] as const);
      lines.clear();
      for (const [rowId, line] of next) lines.set(rowId, line);
      const elements = next.map(([, line]) => line.element);
      if (elements.some((made, i) => list.children[i] !== made) || list.children.length !== elements.length)
        list.replaceChildren(...elements);
    },
  };
}
