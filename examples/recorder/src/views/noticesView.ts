import type { Notice, NoticeAction } from '../status/planNotices.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';

export interface NoticesView {
  readonly element: HTMLElement;
  show(notices: readonly Notice[]): void;
}

const ACTION_WORDS = { send: 'Try now', dismiss: 'Dismiss', open: 'Open' } as const;

/** One sentence that is always there, and what is amiss besides. */
export function createNoticesView(act: (action: NoticeAction) => void): NoticesView {
  const root = element('div', { class: 'notices', role: 'status', 'aria-label': 'Delivery' });
  const lines = new Map<string, HTMLElement>();

  function line(notice: Notice): HTMLElement {
    const { action } = notice;
    const made = element(
      'p',
      { class: 'notice', 'data-state': notice.tone },
      icon(notice.tone),
      element('span', {}, element('bdi', {}, notice.text)),
    );
    if (!action) return made;
    const button = element('button', { class: 'plain', type: 'button' }, ACTION_WORDS[action.kind]);
    button.addEventListener('click', () => act(action));
    made.append(button);
    return made;
  }

  return {
    element: root,
    show(notices) {
      // A line that says the same stays: it is not read out again, and a button on it keeps the focus.
      const keys = notices.map((notice) => JSON.stringify(notice));
      if (keys.length === lines.size && keys.every((key) => lines.has(key))) return;
      const next = notices.map(
        (notice, i) => [keys[i] as string, lines.get(keys[i] as string) ?? line(notice)] as const,
      );
      for (const [key, made] of lines) if (!keys.includes(key)) made.remove();
      lines.clear();
      for (const [key, made] of next) lines.set(key, made);
      [...lines.values()].forEach((made, i) => {
        if (root.children[i] !== made) root.insertBefore(made, root.children[i] ?? null);
      });
    },
  };
}
