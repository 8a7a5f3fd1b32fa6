import { element, setText } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import type { DeliveryTone } from '../presentRadio.ts';

export interface Notice {
  readonly tone: DeliveryTone;
  readonly text: string;
}

export interface NoticesView {
  readonly element: HTMLElement;
  show(notices: readonly Notice[]): void;
}

/** One sentence that is always there, and what is amiss besides. A line is changed in place: only what is new is read out. */
export function createNoticesView(): NoticesView {
  const root = element('div', { class: 'notices', role: 'status', 'aria-label': 'Delivery' });
  const lines: { readonly line: HTMLElement; readonly text: HTMLElement }[] = [];

  function lineAt(i: number) {
    const known = lines[i];
    if (known !== undefined) return known;
    const text = element('bdi');
    const made = { line: element('p', { class: 'notice' }, icon('calm'), element('span', {}, text)), text };
    lines.push(made);
    root.append(made.line);
    return made;
  }

  return {
    element: root,
    show(notices) {
      for (const [i, { tone, text: words }] of notices.entries()) {
        const { line, text } = lineAt(i);
        if (line.dataset.state !== tone) line.firstElementChild?.replaceWith(icon(tone));
        line.dataset.state = tone;
        setText(text, words);
      }
      for (const { line } of lines.splice(notices.length)) line.remove();
    },
  };
}
