import { datasetLink, type HubPlace } from '../rows/rowLink.ts';
import { element, setText } from './element.ts';

export interface PageParts {
  readonly notices: HTMLElement;
  readonly verse: HTMLElement;
  readonly stage: HTMLElement;
  readonly settings: HTMLElement;
  /** The parts below the heading of what was recorded. */
  readonly saved: readonly HTMLElement[];
  readonly place: HubPlace | undefined;
}

export interface PageView {
  readonly element: HTMLElement;
  /** Tells a screen reader what changed. */
  speak(text: string): void;
}

/** The page: what is recorded on one side, what was recorded on the other. */
export function createPageView(parts: PageParts): PageView {
  const { place } = parts;
  const spoken = element('p', { class: 'sr', 'aria-live': 'polite' });
  const dataset = place
    ? [
        element(
          'a',
          { class: 'dataset', href: datasetLink(place), target: '_blank', rel: 'noopener' },
          place.repo,
        ),
      ]
    : [];
  const page = element(
    'div',
    { class: 'page' },
    element('header', {}, element('h1', {}, 'Recitations'), ...dataset),
    parts.notices,
    element(
      'main',
      {},
      element('div', { class: 'take' }, parts.verse, parts.stage, parts.settings),
      element(
        'section',
        { class: 'saved', 'aria-labelledby': 'saved-title' },
        element('h2', { id: 'saved-title' }, 'Recordings'),
        ...parts.saved,
      ),
    ),
    spoken,
  );
  return { element: page, speak: (text) => setText(spoken, text) };
}
