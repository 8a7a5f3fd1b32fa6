import { element, setText } from '@parqueue/example-recorder/views/element';

export interface FiguresView {
  readonly element: HTMLElement;
  /** A metric that was logged: its name in words, and its value with its unit. */
  show(name: string, value: string): void;
}

/** The metrics, each with its last value. */
export function createFiguresView(names: readonly string[]): FiguresView {
  const values = new Map(names.map((name) => [name, element('bdi', {}, '–')]));
  return {
    element: element(
      'dl',
      { class: 'metrics' },
      ...[...values].map(([name, value]) =>
        element('div', {}, element('dt', { class: 'quiet' }, name), element('dd', {}, value)),
      ),
    ),
    show(name, value) {
      const place = values.get(name);
      if (place) setText(place, value);
    },
  };
}
