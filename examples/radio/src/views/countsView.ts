import { element, setAttribute, setText } from '@parqueue/example-recorder/views/element';
import { type IconName, icon } from '@parqueue/example-recorder/views/icon';
import type { RowCounts } from '../presentRadio.ts';

const PLACES: readonly (readonly [key: keyof RowCounts, picture: IconName, word: string])[] = [
  ['onDevice', 'stored', 'Device'],
  ['atRelay', 'accepted', 'Relay'],
  ['inDataset', 'committed', 'Dataset'],
  ['failed', 'failed', 'Failed'],
];

export interface CountsView {
  readonly element: HTMLElement;
  show(counts: RowCounts): void;
}

/** Where the rows of all tables are, revisions each for itself. */
export function createCountsView(): CountsView {
  const made = PLACES.map(([key, picture, word]) => {
    const value = element('span', { class: 'figure-value' }, '0');
    const figure = element(
      'div',
      { class: 'figure', 'data-state': picture },
      element(
        'span',
        { class: 'figure-top' },
        element('span', { class: 'figure-icon' }, icon(picture)),
        value,
      ),
      element('span', { class: 'figure-word' }, word),
    );
    return { key, value, figure };
  });
  return {
    element: element('div', { class: 'figures' }, ...made.map(({ figure }) => figure)),
    show(counts) {
      for (const { key, value, figure } of made) {
        setText(value, counts[key].toLocaleString('en'));
        setAttribute(figure, 'data-none', counts[key] === 0);
      }
    },
  };
}
