import type { Notice } from '../status/planNotices.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';

export interface NoticesView {
  readonly element: HTMLElement;
  show(notices: readonly Notice[]): void;
}

const ACTION_WORDS = { send: 'Try now', dismiss: 'Dismiss' } as const;

/** One sentence that is always there, and what is amiss besides. */
export function createNoticesView(act: (action: 'send' | 'dismiss') => void): NoticesView {
  const root = element('div', { class: 'notices', role: 'status', 'aria-label': 'Delivery' });
  let shown = '';

  function line(notice: Notice): HTMLElement {
    const { action } = notice;
    const made = element(
      'p',
      { class: 'notice', 'data-state': notice.tone },
      icon(notice.tone),
      element('span', {}, element('bdi', {}, notice.text)),
    );
    if (!action) return made;
    const button = element('button', { class: 'plain', type: 'button' }, ACTION_WORDS[action]);
    button.addEventListener('click', () => act(action));
    made.append(button);
    return made;
  }

  return {
    element: root,
    show(notices) {
      const next = JSON.stringify(notices);
      if (next === shown) return;
      shown = next;
      root.replaceChildren(...notices.map(line));
    },
  };
}
