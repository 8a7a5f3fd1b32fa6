import { element } from './element.ts';
import { icon } from './icon.ts';

const COPIED_FOR_MS = 2000;

export interface CopyButtonOptions {
  readonly text: string;
  readonly label: string;
  readonly copy: (text: string) => Promise<void>;
}

/** Copies a text, and says so. */
export function copyButton({ text, label, copy }: CopyButtonOptions): HTMLButtonElement {
  const button = element('button', { class: 'bare', type: 'button', 'aria-label': label }, icon('copy'));
  const say = (picture: 'copy' | 'save' | 'failed', words: string) => {
    button.replaceChildren(icon(picture));
    button.setAttribute('aria-label', words);
  };
  button.addEventListener('click', async () => {
    await copy(text).then(
      () => say('save', 'Copied'),
      () => say('failed', 'The browser does not let this page copy'),
    );
    setTimeout(() => say('copy', label), COPIED_FOR_MS);
  });
  return button;
}
