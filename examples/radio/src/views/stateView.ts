import { presentState } from '../../../recorder/src/rows/presentState.ts';
import type { EntryState } from '../../../recorder/src/rows/rowEntry.ts';
import { type HubPlace, rowLink } from '../../../recorder/src/rows/rowLink.ts';
import type { Connection } from '../../../recorder/src/status/connection.ts';
import { element } from '../../../recorder/src/views/element.ts';
import { icon } from '../../../recorder/src/views/icon.ts';

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
