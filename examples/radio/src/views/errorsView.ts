import { isRecord } from '@parqueue/example-recorder/parseJson';
import type { HubPlace } from '@parqueue/example-recorder/rows/rowLink';
import type { Connection } from '@parqueue/example-recorder/status/connection';
import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { formatAgo, formatExact } from '@parqueue/example-recorder/words';
import type { LogEntry } from '../log/logList.ts';
import { stateView } from './stateView.ts';

const SHOWN = 20;

export interface ErrorsView {
  readonly element: HTMLElement;
  show(
    entries: readonly LogEntry[],
    at: { now: number; connection: Connection; place: HubPlace | undefined },
  ): void;
}

/** What went wrong, each with why it counts as the same as others, and a button for having dealt with it. */
export function createErrorsView(resolve: (rowId: string) => void): ErrorsView {
  const empty = element('p', { class: 'empty quiet' }, 'Nothing went wrong.');
  const list = element('ol', { class: 'log' });
  const lines = new Map<string, { readonly key: string; readonly element: HTMLElement }>();

  function lineOf({ rowId, values, state }: LogEntry, at: Parameters<ErrorsView['show']>[1]) {
    const when = Number(values['timestamp']);
    const ago = formatAgo(when, at.now);
    const key = JSON.stringify([values, ago, state, at.connection]);
    const known = lines.get(rowId);
    if (known?.key === key) return known;
    const context = isRecord(values['context']) ? values['context'] : {};
    const isResolved = values['resolved'] === true;
    const button = element('button', { class: 'plain', type: 'button' }, 'Resolve');
    button.addEventListener('click', () => resolve(rowId));
    const made = element(
      'li',
      { class: 'log-line', 'data-severity': String(values['severity']) },
      element(
        'div',
        { class: 'log-main' },
        element(
          'p',
          { class: 'log-title severity' },
          icon(values['severity'] === 'warning' ? 'waiting' : 'failed'),
          element('span', {}, `${values['severity']}`),
        ),
        element(
          'p',
          { class: 'log-message', title: String(values['message']) },
          element('bdi', { dir: 'auto' }, String(values['message'])),
        ),
        element(
          'p',
          { class: 'log-facts' },
          element('time', { datetime: new Date(when).toISOString(), title: formatExact(when) }, ago),
          isResolved ? ' · resolved' : '',
        ),
        element(
          'details',
          { class: 'fingerprint' },
          element(
            'summary',
            {},
            element('bdi', { class: 'why' }, 'Why the same?'),
            element('code', {}, String(context['fingerprint'] ?? '')),
          ),
          element('pre', {}, String(context['fingerprint_text'] ?? '')),
          element('p', { class: 'quiet' }, `By ${context['fingerprint_rule'] ?? ''}.`),
        ),
      ),
      element(
        'div',
        { class: 'log-side' },
        stateView(state, at.connection, at.place),
        ...(isResolved ? [] : [button]),
      ),
    );
    return { key, element: made };
  }

  return {
    element: element('div', { class: 'errors' }, empty, list),
    show(entries, at) {
      empty.hidden = entries.length > 0;
      const next = entries.slice(0, SHOWN).map((entry) => [entry.rowId, lineOf(entry, at)] as const);
      lines.clear();
      for (const [rowId, line] of next) lines.set(rowId, line);
      const elements = next.map(([, line]) => line.element);
      if (elements.some((made, i) => list.children[i] !== made) || list.children.length !== elements.length)
        list.replaceChildren(...elements);
    },
  };
}
