import { presentState } from '@parqueue/example-recorder/rows/presentState';
import type { EntryState } from '@parqueue/example-recorder/rows/rowEntry';
import { type HubPlace, rowLink } from '@parqueue/example-recorder/rows/rowLink';
import type { Connection } from '@parqueue/example-recorder/status/connection';
import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';

const SHORT_COMMIT = 7;

/** Where a row is: an icon, a word and a colour; a committed one leads to its file. */
export function stateView(
  state: EntryState,
  connection: Connection,
  place: HubPlace | undefined,
): HTMLElement {
  const { name, word, meaning } = presentState(state, connection);
  const isCommitted = state.kind === 'committed';
  const commit = isCommitted
    ? [
        element(
          'span',
          { class: 'state-place' },
          state.commit.slice(0, SHORT_COMMIT),
          ...(place ? [icon('open')] : []),
        ),
      ]
    : [];
  const attributes = { class: 'state', 'data-state': name, title: meaning };
  const children = [icon(name), element('span', {}, word), ...commit];
  if (!isCommitted || place === undefined)
    return element('span', attributes, ...children, element('span', { class: 'sr' }, meaning));
  return element(
    'a',
    { ...attributes, href: rowLink(place, state), target: '_blank', rel: 'noopener' },
    ...children,
  );
}
